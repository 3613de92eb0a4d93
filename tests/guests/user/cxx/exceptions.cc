// Exceptions: through many frames and destructors, rethrown, nested, out of threads, uncaught.
// build: -pthread
#include "user.h"
#include <exception>
#include <future>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

static int alive;

struct Counted {
    Counted() { alive++; }
    Counted(const Counted &) { alive++; }
    ~Counted() { alive--; }
};

static int __attribute__((noinline)) dive(int depth)
{
    Counted counted;
    std::string text(depth, 'x');
    if (depth == 0)
        throw std::runtime_error("from below");
    return dive(depth - 1) + static_cast<int>(text.size());
}

struct Base {
    virtual ~Base() = default;
    virtual const char *name() const { return "Base"; }
};
struct Derived : Base {
    const char *name() const override { return "Derived"; }
};
struct Virtual : virtual Base {
    int value = 9;
};

template <typename Thrown> static void catch_as_base(Thrown thrown)
{
    try {
        throw thrown;
    } catch (const Base &caught) {
        printf("caught %s\n", caught.name());
    } catch (int number) {
        printf("caught %d\n", number);
    } catch (...) {
        printf("caught something\n");
    }
}

static void nest(int level)
{
    try {
        if (level == 3)
            throw std::out_of_range("innermost");
        nest(level + 1);
    } catch (...) {
        std::throw_with_nested(std::runtime_error("level " + std::to_string(level)));
    }
}

static void print_nested(const std::exception &exception, int depth = 0)
{
    printf("%*s%s\n", depth * 2, "", exception.what());
    try {
        std::rethrow_if_nested(exception);
    } catch (const std::exception &inner) {
        print_nested(inner, depth + 1);
    }
}

int main()
{
    for (int depth : {0, 1, 10, 1000}) {
        try {
            dive(depth);
        } catch (const std::exception &exception) {
            printf("%d: %s, %d alive\n", depth, exception.what(), alive);
        }
    }
    long sum = 0;
    for (int i = 0; i < 1000; i++) {
        try {
            dive(i % 7);
        } catch (const std::runtime_error &) {
            sum += i;
        }
    }
    printf("%ld %d\n", sum, alive);
    catch_as_base(Derived());
    catch_as_base(Virtual());
    catch_as_base(42);
    catch_as_base("text");
    try {
        nest(0);
    } catch (const std::exception &exception) {
        print_nested(exception);
    }
    auto future = std::async(std::launch::async, [] { return dive(5); });
    try {
        future.get();
    } catch (const std::exception &exception) {
        printf("out of a thread: %s\n", exception.what());
    }
    try {
        std::vector<int>().at(3);
    } catch (const std::out_of_range &) {
        printf("out of range\n");
    }
    try {
        std::string huge(static_cast<size_t>(-1) / 2 + 1, 'x');
    } catch (const std::length_error &) {
        printf("length\n");
    }
    IN_CHILD("uncaught", {
        freopen("/dev/null", "w", stderr);
        throw 5;
    });
    IN_CHILD("noexcept", {
        freopen("/dev/null", "w", stderr);
        []() noexcept { dive(2); }();
    });
    return alive;
}
