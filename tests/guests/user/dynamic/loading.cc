// only: dynamic
// build: -pthread -ldl
// Libraries loaded at run time: symbols, constructors, thread-local variables of old and new threads, exceptions.
#include "user.h"
#include <dlfcn.h>
#include <link.h>
#include <stdexcept>
#include <string>
#include <thread>

static int callback(int value)
{
    if (value > 10)
        throw value;
    return value * 2;
}

static std::string beside(const char *name)
{
    char path[4096];
    ssize_t length = readlink("/proc/self/exe", path, sizeof path);
    std::string folder(path, length > 0 ? length : 0);
    return folder.substr(0, folder.rfind('/') + 1) + name;
}

static int count_object(dl_phdr_info *info, size_t, void *data)
{
    int *count = static_cast<int *>(data);
    count[0]++;
    count[1] += strstr(info->dlpi_name, "libplugin") != nullptr;
    return 0;
}

int main()
{
    printf("%s\n", dlopen("libdoesnotexist.so", RTLD_NOW) ? "found" : "not found");
    std::string file = beside("libplugin.so");
    for (int round = 0; round < 2; round++) {
        void *library = dlopen(file.c_str(), round ? RTLD_LAZY : RTLD_NOW);
        if (!library) {
            printf("%s\n", dlerror());
            return 1;
        }
        auto next = reinterpret_cast<int (*)()>(dlsym(library, "plugin_next"));
        auto append = reinterpret_cast<const char *(*)(const char *)>(dlsym(library, "plugin_append"));
        auto thrower = reinterpret_cast<void (*)(int)>(dlsym(library, "plugin_throw"));
        auto call = reinterpret_cast<int (*)(int (*)(int), int)>(dlsym(library, "plugin_call"));
        printf("%d %d %s\n", next(), next(), append("+main"));
        std::thread([&] { printf("%d %s\n", next(), append("+thread")); }).join();
        printf("%d %s\n", next(), append("!"));
        try {
            thrower(20);
        } catch (const std::runtime_error &error) {
            printf("%s\n", error.what());
        }
        printf("%d %d\n", call(callback, 4), call(callback, 40));
        printf("%d\n", *static_cast<int *>(dlsym(library, "plugin_global")));
        printf("%s\n", dlsym(library, "plugin_missing") ? "there" : "missing");
        Dl_info info;
        printf("%d %s\n", dladdr(reinterpret_cast<void *>(next), &info) != 0, info.dli_sname);
        int counts[2] = {0, 0};
        dl_iterate_phdr(count_object, counts);
        printf("%d %d\n", counts[0] > 4, counts[1]);
        printf("close %d\n", dlclose(library));
    }
    return 0;
}
