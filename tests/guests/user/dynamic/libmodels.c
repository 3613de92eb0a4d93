// Thread-local variables in each model that a shared library may have.
static _Thread_local int dynamic __attribute__((tls_model("global-dynamic"))) = 11;
static _Thread_local int local __attribute__((tls_model("local-dynamic"))) = 22;
_Thread_local int initial __attribute__((tls_model("initial-exec"))) = 33;
_Thread_local char large[5000] __attribute__((tls_model("global-dynamic"))) = {1, 2, 3};

int models_sum(int add)
{
    dynamic += add;
    local += add;
    initial += add;
    large[4999] += add;
    return dynamic * 10000 + local * 100 + initial + large[4999] + large[2];
}
