using Kale.Encoding.Batching;

namespace Kale.Encoding.Tests.Batching;

/// <summary>What must hold in whatever order callers come, leave and run out of time.</summary>
public sealed class RandomScheduleTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 25)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Scheduler_RandomCalls_KeepsItsPromises(int seed)
    {
        var run = new Schedule(seed);
        for (var step = 0; step < 400; step++)
        {
            run.Step();
        }

        run.Drain();
    }

    private sealed class Schedule(int seed)
    {
        private readonly Random _random = new(seed);
        private readonly ManualTime _time = new();
        private readonly List<PendingText> _entered = [];
        private readonly List<Batch> _running = [];
        private readonly HashSet<PendingText> _left = [], _given = [];
        private readonly BatchingOptions _options = Options(new Random(seed));
        private BatchScheduler? _scheduler;
        private PendingText? _oldest;
        private long _refused, _passedOver;

        private BatchScheduler Scheduler => _scheduler ??= new BatchScheduler(_options, _time);

        public void Step()
        {
            switch (_random.Next(10))
            {
                case < 5:
                    Enter();
                    break;
                case 5:
                    Leave();
                    break;
                case 6:
                    _time.Advance(_random.Next(40));
                    break;
                case 7 or 8:
                    Begin();
                    break;
                default:
                    End();
                    break;
            }

            CheckState();
        }

        public void Drain()
        {
            Scheduler.Close();
            while (Scheduler.WaitForBatch() is { } batch)
            {
                Check(batch);
                Scheduler.Computed(batch, TimeSpan.FromMilliseconds(1));
            }

            _running.ForEach(Scheduler.Failed);
            var metrics = Scheduler.Metrics();
            Assert.Equal((0, 0L), (metrics.QueuedTexts, metrics.QueuedTokens));
            Assert.Equal(_entered.Count, metrics.Texts + metrics.Failed + metrics.Expired + metrics.Cancelled);
            Assert.Equal((_refused, _left.Count), (metrics.Refused, metrics.Cancelled));
            Assert.Equal(_entered.Count, _given.Count + _left.Count + _entered.Count(entry => entry.Task.IsFaulted));
        }

        private static BatchingOptions Options(Random random) => new()
        {
            MaxBatchTokens = random.Next(1, 2000),
            MaxBatchRows = random.Next(1, 40),
            BatchOverheadTokens = random.Next(0, 200),
            MaxQueuedTexts = random.Next(1, 200),
            MaxQueuedTokens = random.Next(1, 20_000),
            FairBatchInterval = random.Next(1, 6),
            Workers = random.Next(1, 4),
        };

        private void Enter()
        {
            var count = _random.Next(1, 6);
            var deadline = _random.Next(2) == 0 ? DateTimeOffset.MaxValue : _time.In(_random.Next(200));
            try
            {
                _entered.AddRange(Scheduler.Enter(Texts.Random(_random, count), deadline));
            }
            catch (EncodingException error)
            {
                Assert.True(error is not OverloadedException overloaded || overloaded.RetryAfter > TimeSpan.Zero);
                _refused += count;
            }
        }

        private void Leave()
        {
            if (_entered.Where(IsWaiting).ElementAtOrDefault(_random.Next(10)) is { } entry)
            {
                Scheduler.Leave(entry);
                _left.Add(entry);
            }
        }

        private void Begin()
        {
            var due = _entered.Any(entry => IsWaiting(entry) && entry.Deadline > _time.GetUtcNow());
            if (due && Scheduler.WaitForBatch() is { } batch)
            {
                Check(batch);
                CheckFairness();
                _running.Add(batch);
            }
        }

        private void End()
        {
            if (_running.Count == 0)
            {
                return;
            }

            var batch = _running[_random.Next(_running.Count)];
            _running.Remove(batch);
            if (_random.Next(5) == 0)
            {
                Scheduler.Failed(batch);
            }
            else
            {
                Scheduler.Computed(batch, TimeSpan.FromMilliseconds(_random.Next(1, 50)));
            }
        }

        private void Check(Batch batch)
        {
            Assert.All(batch.Texts, entry => Assert.True(IsWaiting(entry) && entry.Deadline > _time.GetUtcNow()));
            Assert.All(batch.Texts, entry => Assert.True(_given.Add(entry)));
            Assert.InRange(batch.Rows, 1, _options.MaxBatchRows);
            Assert.Equal(batch.Texts.Max(entry => entry.Length), batch.Longest);
            Assert.Equal(batch.Texts.Sum(entry => entry.Length), batch.Tokens);
            if (batch.Rows > 1)
            {
                Assert.InRange(batch.PaddedTokens, 1, _options.MaxBatchTokens);
                Assert.True(batch.PaddedTokens <= CostOfEachAlone(batch));
            }
        }

        // The text that has waited longest is passed over fewer times than there are batches to a fair one.
        private void CheckFairness()
        {
            var oldest = _entered.FirstOrDefault(IsWaiting);
            _passedOver = oldest is not null && oldest == _oldest ? _passedOver + 1 : 0;
            _oldest = oldest;
            Assert.InRange(_passedOver, 0, _options.FairBatchInterval - 1);
        }

        private void CheckState()
        {
            var (metrics, waiting) = (Scheduler.Metrics(), _entered.Where(IsWaiting).ToList());
            Assert.InRange(metrics.QueuedTexts, 0, _options.MaxQueuedTexts);
            Assert.InRange(metrics.QueuedTokens, 0, _options.MaxQueuedTokens);
            Assert.Equal(waiting.Count, metrics.QueuedTexts);
            Assert.Equal(waiting.Sum(entry => (long)entry.Length), metrics.QueuedTokens);
        }

        private long CostOfEachAlone(Batch batch) => batch.Tokens + (batch.Rows * (long)_options.BatchOverheadTokens);

        private bool IsWaiting(PendingText entry) =>
            !entry.Task.IsFaulted && !_left.Contains(entry) && !_given.Contains(entry);
    }
}
