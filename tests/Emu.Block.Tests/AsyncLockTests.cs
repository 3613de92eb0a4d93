namespace Emu.Block.Tests;

/// <summary>The lock that requests of one event loop wait for.</summary>
public sealed class AsyncLockTests
{
    [Fact]
    public void However_many_wait_each_gets_it_in_turn_on_the_thread_that_releases()
    {
        const int Waiters = 100_000;
        AsyncLock gate = new();
        List<int> order = [];
        HashSet<int> threads = [];
        TaskCompletionSource first = new();
        Task[] all = [.. Enumerable.Range(0, Waiters).Select(Enter)];

        first.SetResult();

        Assert.All(all, task => Assert.True(task.IsCompletedSuccessfully));
        Assert.Equal(Enumerable.Range(0, Waiters), order);
        Assert.Equal([Environment.CurrentManagedThreadId], threads);

        async Task Enter(int number)
        {
            using (await gate.EnterAsync())
            {
                if (number == 0) await first.Task;
                order.Add(number);
                threads.Add(Environment.CurrentManagedThreadId);
            }
        }
    }

    [Fact]
    public void One_who_comes_while_others_wait_does_not_overtake_them()
    {
        AsyncLock gate = new();
        List<string> order = [];
        TaskCompletionSource first = new();
        Task holder = Enter("first", first.Task), waiter = Enter("second", Task.CompletedTask);
        Task late = first.Task.ContinueWith(
            _ => Enter("third", Task.CompletedTask), TaskContinuationOptions.ExecuteSynchronously).Unwrap();

        first.SetResult();

        Assert.True(holder.IsCompleted && waiter.IsCompleted && late.IsCompleted);
        Assert.Equal(["first", "second", "third"], order);

        async Task Enter(string name, Task inside)
        {
            using (await gate.EnterAsync())
            {
                await inside;
                order.Add(name);
            }
        }
    }
}
