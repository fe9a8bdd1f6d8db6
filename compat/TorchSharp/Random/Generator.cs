using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>
    /// A source of random numbers; <see cref="Default"/> is the one that dropout and the initialisers draw from.
    /// </summary>
    public class Generator : IDisposable
    {
        private IntPtr _handle;

        private Generator(IntPtr handle) => _handle = handle;

        /// <exception cref="NotSupportedException">A device other than the CPU.</exception>
        public Generator(ulong seed = 0, Device? device = null)
        {
            if (device is { type: not DeviceType.CPU })
                throw new NotSupportedException($"A generator on {device} is not offered here; use one on the CPU.");
            LibTorch.Check(LibTorch.kt_generator_new((long)seed, out _handle));
        }

        ~Generator() => Dispose(false);

        public static Generator Default
        {
            get
            {
                LibTorch.Check(LibTorch.kt_generator_default(out var handle));
                return new Generator(handle);
            }
        }

        public IntPtr Handle => _handle != IntPtr.Zero
            ? _handle
            : throw new ObjectDisposedException(GetType().FullName);

        public Device device => CPU;

        /// <summary>All there is to it, as bytes: giving them back repeats the same numbers.</summary>
        public Tensor get_state()
        {
            LibTorch.Check(LibTorch.kt_generator_state(Handle, out var state));
            GC.KeepAlive(this);
            return new Tensor(state);
        }

        public void set_state(Tensor value)
        {
            LibTorch.Check(LibTorch.kt_generator_set_state(Handle, value.Handle));
            GC.KeepAlive(this);
            GC.KeepAlive(value);
        }

        public Generator manual_seed(long seed)
        {
            LibTorch.Check(LibTorch.kt_generator_set_seed(Handle, seed));
            GC.KeepAlive(this);
            return this;
        }

        /// <summary>Seeds with a number that nobody chose, and returns it.</summary>
        public long seed()
        {
            var seed = System.Random.Shared.NextInt64();
            manual_seed(seed);
            return seed;
        }

        public long initial_seed()
        {
            LibTorch.Check(LibTorch.kt_generator_seed(Handle, out var seed));
            GC.KeepAlive(this);
            return seed;
        }

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            var handle = Interlocked.Exchange(ref _handle, IntPtr.Zero);
            if (handle != IntPtr.Zero)
                LibTorch.Check(LibTorch.kt_generator_dispose(handle));
        }
    }
}
