// Run-time types, virtual bases, member pointers, static initialisation and its reverse at the end.
#include "user.h"
#include <memory>
#include <new>
#include <typeinfo>
#include <vector>

struct Noisy {
    explicit Noisy(const char *name) : name(name) { printf("+%s\n", name); }
    ~Noisy() { printf("-%s\n", name); }
    const char *name;
};
static Noisy first("first"), second("second");

static Noisy &lazy()
{
    static Noisy noisy("lazy");
    return noisy;
}

struct Top {
    virtual ~Top() = default;
    virtual int f() const { return 1; }
    int top = 1;
};
struct Left : virtual Top {
    int f() const override { return 2 + left; }
    int left = 20;
};
struct Right : virtual Top {
    int right = 30;
};
struct Bottom final : Left, Right {
    int f() const override { return Left::f() + right; }
};

int main()
{
    std::vector<std::unique_ptr<Top>> all;
    all.emplace_back(new Top);
    all.emplace_back(new Left);
    all.emplace_back(new Right);
    all.emplace_back(new Bottom);
    for (auto &item : all) {
        Top &object = *item;
        printf("%s %d left %d right %d\n", typeid(object).name(), object.f(), dynamic_cast<Left *>(item.get()) != nullptr,
            dynamic_cast<Right *>(item.get()) != nullptr);
    }
    Right *right = dynamic_cast<Right *>(all[3].get());
    Left *across = dynamic_cast<Left *>(right);
    printf("%d %d\n", across->left, dynamic_cast<void *>(right) == dynamic_cast<void *>(across));
    try {
        dynamic_cast<Left &>(*all[2]);
    } catch (const std::bad_cast &) {
        printf("bad cast\n");
    }
    int (Top::*member)() const = &Top::f;
    int Bottom::*data = &Bottom::right;
    printf("%d %d\n", (all[3].get()->*member)(), dynamic_cast<Bottom &>(*all[3]).*data);
    printf("%s\n", lazy().name);
    void *raw = operator new(100, std::align_val_t(256));
    printf("%lu\n", reinterpret_cast<uintptr_t>(raw) % 256);
    operator delete(raw, std::align_val_t(256));
    auto *huge = new (std::nothrow) char[static_cast<size_t>(1) << 46];
    printf("%d\n", huge == nullptr);
    return 0;
}
