// Numbers as text: doubles, long doubles (software arithmetic of 128 bits), and back.
// build: -lm
#include "user.h"
#include <float.h>
#include <math.h>

int main(void)
{
    volatile double values[] = {0.0, -0.0, 1, -1, 0.1, 1.0 / 3, 123456789.125, 1e100, -1e-100, DBL_MAX, DBL_MIN, DBL_TRUE_MIN,
        INFINITY, -INFINITY, NAN, 9.5, 10.5, 0.5, 2.5, 1e15, 1e16, 1e17, 4503599627370497.5, M_PI, M_E};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        double v = values[i];
        printf("%f %e %g %a %.0f %.17g %+.3f|%12.4e|%-12g|\n", v, v, v, v, v, v, v, v, v);
        char text[400];
        snprintf(text, sizeof text, "%.17g", v);
        double back = strtod(text, NULL);
        printf("%d %.3Lf %Lg %La\n", memcmp(&back, &v, sizeof v), (long double)v / 3, (long double)v * 3, (long double)v + 1);
    }
    long double x = 1;
    for (int i = 1; i < 40; i++)
        x = x * i / 3.0L + sqrtl(i);
    printf("%.30Lg %d %d\n", x, (int)sizeof x, LDBL_MANT_DIG);
    const char *texts[] = {"1e400", "-1e400", "1e-400", "0x1.8p3", "nan", "inf", "1.7976931348623158e308", "4.9e-324", "2.5e-324", "12abc"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        char *end;
        errno = 0;
        double v = strtod(texts[i], &end);
        printf("%s: %a %s \"%s\"\n", texts[i], v, errno ? errno_name(errno) : "-", end);
    }
    volatile double angle = 0.1;
    for (int i = 0; i < 12; i++, angle *= -3.7)
        printf("%a %a %a %a %a %a %a %a\n", sin(angle), cos(angle), tan(angle), exp(angle), log(fabs(angle)), atan(angle),
            pow(fabs(angle), 1.7), cbrt(angle));
    return 0;
}
