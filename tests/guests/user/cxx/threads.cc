// Threads: mutexes, condition variables, futures, thread_local with destructors, call_once, atomics.
// build: -pthread
#include "user.h"
#include <atomic>
#include <condition_variable>
#include <deque>
#include <future>
#include <mutex>
#include <numeric>
#include <shared_mutex>
#include <thread>
#include <vector>

static std::atomic<int> destroyed;

struct Local {
    int value = 7;
    ~Local() { destroyed += value; }
};
static thread_local Local local;
static thread_local std::vector<int> numbers;

class Queue {
public:
    void push(int value)
    {
        std::unique_lock<std::mutex> lock(mutex);
        not_full.wait(lock, [this] { return items.size() < 10; });
        items.push_back(value);
        not_empty.notify_one();
    }

    int pop()
    {
        std::unique_lock<std::mutex> lock(mutex);
        not_empty.wait(lock, [this] { return !items.empty(); });
        int value = items.front();
        items.pop_front();
        not_full.notify_one();
        return value;
    }

private:
    std::mutex mutex;
    std::condition_variable not_full, not_empty;
    std::deque<int> items;
};

int main()
{
    Queue queue;
    std::vector<std::thread> threads;
    std::atomic<long> total{0};
    for (int producer = 0; producer < 3; producer++)
        threads.emplace_back([&queue, producer] {
            for (int i = 0; i < 2000; i++)
                queue.push(producer * 10000 + i);
        });
    for (int consumer = 0; consumer < 3; consumer++)
        threads.emplace_back([&] {
            for (int i = 0; i < 2000; i++)
                total += queue.pop();
        });
    for (auto &thread : threads)
        thread.join();
    printf("total %ld\n", total.load());

    threads.clear();
    for (int i = 0; i < 8; i++)
        threads.emplace_back([i] {
            local.value = i;
            for (int k = 0; k <= i; k++)
                numbers.push_back(k);
            local.value += std::accumulate(numbers.begin(), numbers.end(), 0);
        });
    for (auto &thread : threads)
        thread.join();
    printf("destroyed %d, own %d %zu\n", destroyed.load(), local.value, numbers.size());

    std::vector<std::future<long>> futures;
    for (int i = 0; i < 10; i++)
        futures.push_back(std::async(std::launch::async, [i] {
            long sum = 0;
            for (int k = 0; k < 10000; k++)
                sum += k * i;
            return sum;
        }));
    for (auto &future : futures)
        printf("%ld ", future.get());
    printf("\n");

    std::once_flag once;
    std::atomic<int> called{0};
    std::shared_mutex shared;
    long guarded = 0;
    threads.clear();
    for (int i = 0; i < 6; i++)
        threads.emplace_back([&, i] {
            std::call_once(once, [&] { called++; });
            for (int k = 0; k < 500; k++)
                if (i % 2) {
                    std::unique_lock<std::shared_mutex> lock(shared);
                    guarded++;
                } else {
                    std::shared_lock<std::shared_mutex> lock(shared);
                    if (guarded < 0)
                        abort();
                }
        });
    for (auto &thread : threads)
        thread.join();
    printf("called %d guarded %ld\n", called.load(), guarded);

    std::timed_mutex timed;
    timed.lock();
    std::thread waiter([&] { printf("timed %d\n", timed.try_lock_for(std::chrono::milliseconds(20))); });
    waiter.join();
    std::mutex mutex;
    std::condition_variable condition;
    std::unique_lock<std::mutex> lock(mutex);
    printf("timeout %d\n", condition.wait_for(lock, std::chrono::milliseconds(10)) == std::cv_status::timeout);
    printf("concurrency %d\n", std::thread::hardware_concurrency() > 0);
    return 0;
}
