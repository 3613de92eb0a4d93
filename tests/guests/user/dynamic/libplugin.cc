// A shared library with constructors, thread-local variables, exceptions and a resolved-at-load function.
// build: -ftls-model=global-dynamic -pthread
#include <cstdio>
#include <stdexcept>
#include <string>

thread_local int plugin_local = 100;
static thread_local std::string text = "initial";
int plugin_global = 5;

struct Announcer {
    Announcer() { std::puts("plugin loaded"); }
    ~Announcer() { std::puts("plugin unloaded"); }
};
static Announcer announcer;

extern "C" int plugin_next()
{
    return ++plugin_local;
}

extern "C" const char *plugin_append(const char *more)
{
    text += more;
    return text.c_str();
}

extern "C" void plugin_throw(int value)
{
    if (value > 0)
        plugin_throw(value - 1);
    throw std::runtime_error("out of the plugin");
}

extern "C" int plugin_call(int (*callback)(int), int value)
{
    try {
        return callback(value);
    } catch (int thrown) {
        return -thrown;
    }
}
