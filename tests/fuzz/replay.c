/* SPDX-License-Identifier: MIT
 *
 * Runs a fuzzer's corpus once, so that `make check` holds what fuzzing once found, with any
 * compiler. Linked with one tests/fuzz/NOUN_fuzz.c into NOUN_replay, whose corpus is
 * tests/fuzz/corpus/NOUN/; files named as arguments are run instead. Prints the counts; no file at
 * all is a failure.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static int file_run(const char *path)
{
    FILE *file = fopen(path, "rb");
    uint8_t *bytes = NULL;
    long len = -1;
    int ran = 0;

    if (file == NULL) {
        return 0;
    }
    if (fseek(file, 0, SEEK_END) == 0 && (len = ftell(file)) >= 0 &&
        fseek(file, 0, SEEK_SET) == 0) {
        bytes = malloc(len > 0 ? (size_t)len : 1); /* exact, so that ASan sees one byte too many */
    }
    if (bytes != NULL && fread(bytes, 1, (size_t)len, file) == (size_t)len) {
        printf("%s\n", path); /* the last one named is the one that crashed */
        (void)fflush(stdout);
        (void)LLVMFuzzerTestOneInput(bytes, (size_t)len);
        ran = 1;
    }
    free(bytes);
    (void)fclose(file);
    return ran;
}

static int corpus_run(const char *folder)
{
    struct dirent **entries;
    char path[8192];
    int ran = 0;
    int count = scandir(folder, &entries, NULL, alphasort);

    for (int i = 0; i < count; i++) {
        if (entries[i]->d_name[0] != '.') {
            (void)snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
            ran += file_run(path);
        }
        free(entries[i]);
    }
    if (count >= 0) {
        free(entries);
    }
    return ran;
}

int main(int argc, char **argv)
{
    char folder[4096];
    int ran = 0;

    for (int i = 1; i < argc; i++) {
        ran += file_run(argv[i]);
    }
    if (argc == 1) {
        const char *name = strrchr(argv[0], '/');

        name = name != NULL ? name + 1 : argv[0];
        const char *end = strstr(name, "_replay");
        (void)snprintf(folder, sizeof folder, "%s/tests/fuzz/corpus/%.*s", PRECARE_SOURCE,
                       end != NULL ? (int)(end - name) : 0, name);
        ran = corpus_run(folder);
    }
    printf("%d passed, %d failed, 0 skipped\n", ran, ran == 0);
    return ran == 0;
}
