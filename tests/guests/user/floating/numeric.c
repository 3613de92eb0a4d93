// Longer computations whose every bit counts: n-body, a matrix, FFT, a series in single precision.
// build: -lm
#include "user.h"
#include <complex.h>
#include <math.h>

static uint64_t bits(double value)
{
    uint64_t result;
    memcpy(&result, &value, 8);
    return result;
}

static double nbody(int steps)
{
    double p[4][3] = {{0, 0, 0}, {4.84, -1.16, -0.10}, {8.34, 4.12, -0.4}, {12.8, -15.1, -0.22}}, v[4][3] = {{0}}, m[4] = {39, 0.03, 0.01, 0.001};
    for (int step = 0; step < steps; step++) {
        for (int i = 0; i < 4; i++)
            for (int j = i + 1; j < 4; j++) {
                double d[3], r = 0;
                for (int k = 0; k < 3; k++)
                    d[k] = p[i][k] - p[j][k], r += d[k] * d[k];
                double magnitude = 0.01 / (r * sqrt(r));
                for (int k = 0; k < 3; k++)
                    v[i][k] -= d[k] * m[j] * magnitude, v[j][k] += d[k] * m[i] * magnitude;
            }
        for (int i = 0; i < 4; i++)
            for (int k = 0; k < 3; k++)
                p[i][k] += 0.01 * v[i][k];
    }
    return p[1][0] + p[2][1] + p[3][2];
}

static void fft(double complex *data, int count)
{
    if (count == 1)
        return;
    double complex even[count / 2], odd[count / 2];
    for (int i = 0; i < count / 2; i++)
        even[i] = data[2 * i], odd[i] = data[2 * i + 1];
    fft(even, count / 2);
    fft(odd, count / 2);
    for (int i = 0; i < count / 2; i++) {
        double complex t = cexp(-2 * I * M_PI * i / count) * odd[i];
        data[i] = even[i] + t;
        data[i + count / 2] = even[i] - t;
    }
}

int main(void)
{
    printf("%016lx\n", bits(nbody(3000)));
    static double a[40][40], b[40][40], c[40][40];
    for (int i = 0; i < 40; i++)
        for (int j = 0; j < 40; j++)
            a[i][j] = sin(i * 40 + j), b[i][j] = 1.0 / (1 + i + j);
    double trace = 0;
    for (int i = 0; i < 40; i++) {
        for (int j = 0; j < 40; j++)
            for (int k = 0; k < 40; k++)
                c[i][j] = fma(a[i][k], b[k][j], c[i][j]);
        trace += c[i][i];
    }
    printf("%016lx\n", bits(trace));
    double complex wave[256];
    for (int i = 0; i < 256; i++)
        wave[i] = cos(i * 0.3) + I * sin(i * 0.7);
    fft(wave, 256);
    uint64_t sum = 0;
    for (int i = 0; i < 256; i++)
        sum = sum * 31 + bits(creal(wave[i])) + 7 * bits(cimag(wave[i]));
    printf("%016lx\n", sum);
    float series = 0;
    for (int i = 1; i < 20000; i++)
        series += (i & 1 ? 1.0f : -1.0f) / sqrtf(i);
    printf("%a\n", series);
    printf("%a %a %a %a\n", tgamma(4.5), lgamma(0.3), erf(0.7), hypot(3e200, 4e200));
    printf("%a %a %a\n", fmod(1e300, 7.1), remainder(1e17, 3.3), ldexp(0.7, -1070));
    return 0;
}
