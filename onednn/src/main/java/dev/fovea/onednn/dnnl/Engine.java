// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn.dnnl;

import static org.bytedeco.dnnl.global.dnnl.dnnl_cpu;
import static org.bytedeco.dnnl.global.dnnl.dnnl_engine_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_engine_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_get_effective_cpu_isa;
import static org.bytedeco.dnnl.global.dnnl.dnnl_set_primitive_cache_capacity;
import static org.bytedeco.dnnl.global.dnnl.dnnl_stream_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_stream_default_flags;
import static org.bytedeco.dnnl.global.dnnl.dnnl_stream_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_version;

import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.dnnl.dnnl_engine;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.dnnl.dnnl_version_t;

/**
 * oneDNN on this machine's CPU: loads the library, and is where memory, threads and primitives come
 * from. Any thread may use it; a thread that runs calls first fixes its number of workers with
 * {@link #setThreads}.
 */
public final class Engine implements AutoCloseable {
  private final dnnl_engine handle;
  private final dnnl_stream stream;
  private final AtomicLong allocated = new AtomicLong();

  private Engine(dnnl_engine handle, dnnl_stream stream) {
    this.handle = handle;
    this.stream = stream;
  }

  /**
   * Opens with OpenMP's default waiting: workers spin for many milliseconds before they sleep,
   * which makes the next call quick and costs a core while there is none.
   */
  public static Engine open() {
    return open(OptionalInt.empty());
  }

  /**
   * Opens, choosing how many rounds OpenMP's workers spin before they sleep: 0 sleeps at once. Only
   * the first engine of the process has the choice, and only with GNU's OpenMP (Linux).
   */
  public static Engine open(OptionalInt spins) {
    Library.load(spins);
    dnnl_engine engine = new dnnl_engine();
    DnnlException.check(dnnl_engine_create(engine, dnnl_cpu, 0), "CPU engine");
    dnnl_stream stream = new dnnl_stream();
    int status = dnnl_stream_create(stream, engine, dnnl_stream_default_flags);
    if (status != 0) {
      dnnl_engine_destroy(engine);
    }
    DnnlException.check(status, "CPU stream");
    return new Engine(engine, stream);
  }

  /** oneDNN's version, such as 3.11.0. */
  public String version() {
    dnnl_version_t v = dnnl_version();
    return v.major() + "." + v.minor() + "." + v.patch();
  }

  /** The instruction set oneDNN generates code for, such as {@code avx512_core_bf16}. */
  public String isa() {
    return Isa.name(dnnl_get_effective_cpu_isa());
  }

  /** Whether this CPU multiplies numbers in bf16 (AVX512_BF16, AMX or AVX10.2 on x86-64). */
  public boolean hasBf16() {
    return System.getProperty("os.arch").equals("amd64")
        && Isa.hasBf16(dnnl_get_effective_cpu_isa());
  }

  /**
   * Fixes the number of threads, the calling one included, that primitives use when run from the
   * calling thread. Primitives are also tuned for the number in force when they are made, so set it
   * before creating them.
   */
  public void setThreads(int threads) {
    if (threads < 1) {
      throw new DnnlException("threads must be at least 1, was " + threads);
    }
    NativeFunction.find("omp_set_num_threads")
        .orElseThrow(() -> new DnnlException("oneDNN's OpenMP runtime is not loaded"))
        .call(threads, 0, 0);
  }

  /**
   * Makes the calling thread, and workers it starts afterwards, take denormal numbers for zero,
   * which spares kernels their slowness. Java code on that thread computes so too: use it on a
   * thread kept for calls, before its first run.
   *
   * @return whether it could be done on this platform (Linux on x86-64)
   */
  public boolean flushDenormals() {
    return FloatingPoint.flushDenormals();
  }

  /**
   * How many generated primitives oneDNN itself keeps for reuse, in the whole process; 1024 at
   * first.
   */
  public void setPrimitiveCacheCapacity(int primitives) {
    DnnlException.check(
        dnnl_set_primitive_cache_capacity(primitives), "primitive cache of " + primitives);
  }

  /** Zeroed memory of that many bytes; the caller closes it. */
  public NativeMemory allocate(long bytes) {
    return NativeMemory.allocate(bytes, allocated);
  }

  /** Bytes from {@link #allocate} that are not closed yet. */
  public long allocatedBytes() {
    return allocated.get();
  }

  dnnl_engine handle() {
    if (handle.isNull()) {
      throw new DnnlException("the engine is closed");
    }
    return handle;
  }

  dnnl_stream stream() {
    handle();
    return stream;
  }

  @Override
  public void close() {
    if (!handle.isNull()) {
      dnnl_stream_destroy(stream);
      dnnl_engine_destroy(handle);
      stream.setNull();
      handle.setNull();
    }
  }
}
