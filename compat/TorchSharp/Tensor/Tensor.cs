using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>
    /// A tensor: a handle on one of libtorch's, freed by Dispose, by the scope it was made in, or by the collector.
    /// </summary>
    public partial class Tensor : IDisposable
    {
        private static long s_totalCount;
        private static long s_peakCount;

        private IntPtr _handle;

        internal Tensor(IntPtr handle, bool register = true)
        {
            _handle = handle;
            var count = Interlocked.Increment(ref s_totalCount);
            if (count > s_peakCount)
                s_peakCount = count;
            if (register)
                DisposeScopeManager.ThreadSingleton.Current?.Take(this);
        }

        ~Tensor() => Dispose(false);

        public static Tensor UnsafeCreateTensor(IntPtr handle) => new(handle);

        /// <summary>Tensors that have not been disposed of or collected yet.</summary>
        public static long TotalCount => Interlocked.Read(ref s_totalCount);

        public static long PeakCount => Interlocked.Read(ref s_peakCount);

        /// <exception cref="InvalidOperationException">The tensor has been disposed of.</exception>
        public IntPtr Handle => _handle != IntPtr.Zero
            ? _handle
            : throw new InvalidOperationException("Tensor invalid -- empty handle.");

        public bool IsInvalid => _handle == IntPtr.Zero;

        public string? name { get; set; }

        internal DisposeScope? OwningDisposeScope { get; set; }

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            var handle = Interlocked.Exchange(ref _handle, IntPtr.Zero);
            if (handle == IntPtr.Zero)
                return;
            Interlocked.Decrement(ref s_totalCount);
            if (disposing)
                OwningDisposeScope?.MarkAsDisposed(this);
            LibTorch.Check(LibTorch.kt_tensor_dispose(handle));
        }

        public Tensor MoveToOuterDisposeScope()
        {
            OwningDisposeScope?.MoveToOuter(this);
            return this;
        }

        public Tensor DetachFromDisposeScope()
        {
            OwningDisposeScope?.Detach(this);
            return this;
        }

        public Tensor MoveToOtherDisposeScope(Tensor other) => MoveToOtherDisposeScope(other.OwningDisposeScope);

        public Tensor MoveToOtherDisposeScope(DisposeScope? other)
        {
            if (OwningDisposeScope is { } owner)
                owner.MoveToOther(other, this);
            else
                other?.Attach(this);
            return this;
        }

        /// <summary>Gives the handle away; this object is empty from here on.</summary>
        public IntPtr DecoupleFromNativeHandle()
        {
            GC.SuppressFinalize(this);
            return MoveHandle();
        }

        internal IntPtr MoveHandle()
        {
            var handle = Handle;
            Interlocked.Decrement(ref s_totalCount);
            _handle = IntPtr.Zero;
            return handle;
        }

        /// <summary>Takes over what <paramref name="other"/> holds, and frees what this held.</summary>
        internal void ReplaceHandle(Tensor other)
        {
            (_handle, other._handle) = (other.Handle, Handle);
            other.Dispose();
        }
    }
}
