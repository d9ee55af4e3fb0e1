package io.redfire.server.metrics;

import io.grpc.netty.shaded.io.netty.buffer.ByteBufAllocatorMetric;
import io.grpc.netty.shaded.io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.lang.reflect.Method;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What gRPC's buffers hold. All nodes and clients of a JVM share them.
 *
 * <p>gRPC has an allocator of its own, which it shows to nobody; Netty's default one stays empty
 * beside it. So it is asked for by reflection, and where a later gRPC keeps it elsewhere there is
 * no such metric.
 */
final class NettyMemory {
  private static final Logger LOG = LoggerFactory.getLogger(NettyMemory.class);

  private NettyMemory() {}

  static void register(PrometheusRegistry registry) {
    allocator().ifPresent(metric -> register(registry, metric));
  }

  private static void register(PrometheusRegistry registry, ByteBufAllocatorMetric metric) {
    GaugeWithCallback.builder()
        .name("redfire_netty_memory_bytes")
        .help("Memory that gRPC's buffer pools hold, used or not, by kind.")
        .labelNames("kind")
        .callback(
            gauge -> {
              gauge.call((double) metric.usedHeapMemory(), "heap");
              gauge.call((double) metric.usedDirectMemory(), "direct");
            })
        .register(registry);
  }

  private static Optional<ByteBufAllocatorMetric> allocator() {
    try {
      Class<?> utils = Class.forName("io.grpc.netty.shaded.io.grpc.netty.Utils");
      Method method = utils.getMethod("getByteBufAllocator", boolean.class);
      method.setAccessible(true);
      return method.invoke(null, false) instanceof ByteBufAllocatorMetricProvider provider
          ? Optional.of(provider.metric())
          : Optional.empty();
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.warn("There is no metric of gRPC's buffers: {}", e.toString());
      return Optional.empty();
    }
  }
}
