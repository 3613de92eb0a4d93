// Buffered input and output, on files, pipes and memory.
#include "user.h"

int main(void)
{
    FILE *file = tmpfile();
    NEED(file);
    for (int i = 0; i < 5000; i++)
        fprintf(file, "line %d of %s %c %5.2f %#x\n", i, "text", 'a' + i % 26, i / 7.0, i);
    SHOW(ftell(file));
    rewind(file);
    char line[200];
    unsigned long sum = 0, lines = 0;
    while (fgets(line, sizeof line, file)) {
        lines++;
        for (char *c = line; *c; c++)
            sum = sum * 31 + (unsigned char)*c;
    }
    printf("%lu lines, %016lx\n", lines, sum);
    SHOW(feof(file));
    NEED(fseek(file, 1234, SEEK_SET) == 0);
    int number, count = fscanf(file, "%*[^\n]\nline %d of %19s", &number, line);
    printf("%d: %d %s\n", count, number, line);
    fclose(file);

    char *text;
    size_t size;
    file = open_memstream(&text, &size);
    fprintf(file, "%s|%-10s|%10s|%.3s|%n", "a", "left", "right", "truncated", &number);
    fclose(file);
    printf("%s %zu %d\n", text, size, number);
    free(text);

    file = popen("echo from a child", "r");
    NEED(file && fgets(line, sizeof line, file));
    printf("%s", line);
    SHOW(pclose(file));
    fputs("to standard error\n", stderr);
    int a, b;
    SHOW(sscanf("12 0x1f rest", "%d %i %9s", &a, &b, line));
    printf("%d %d %s\n", a, b, line);
    fflush(stdout);
    fclose(stdout);
    return 3;
}
