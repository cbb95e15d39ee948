// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.catalogue;

import dev.fovea.data.catalogue.Source.Unavailable;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;

/** One file on its way from a mirror; given up when it stalls or grows beyond its limit. */
final class Download {
  private static final int POLL_MILLIS = 50;

  private final URI address;
  private final Path file;
  private final CompletableFuture<HttpResponse<Path>> response;
  private volatile CompletableFuture<HttpResponse<Path>> transfer;
  private volatile boolean cancelled;

  /** Starts to fetch the address into the file. */
  Download(HttpClient client, URI address, Path file, Duration answerWithin) {
    this.address = address;
    this.file = file;
    HttpRequest request = HttpRequest.newBuilder(address).timeout(answerWithin).build();
    // Error pages are not written to the file.
    BodyHandler<Path> body =
        head ->
            head.statusCode() == 200
                ? BodyHandlers.ofFile(file).apply(head)
                : HttpResponse.BodySubscribers.replacing(file);
    // The client resolves names on the calling thread, and a dead name server takes its time.
    this.response =
        CompletableFuture.supplyAsync(() -> client.sendAsync(request, body), Download::inBackground)
            .thenCompose(this::track);
  }

  private CompletableFuture<HttpResponse<Path>> track(
      CompletableFuture<HttpResponse<Path>> started) {
    transfer = started;
    if (cancelled) {
      started.cancel(true);
    }
    return started;
  }

  private static void inBackground(Runnable task) {
    Thread thread = new Thread(task, "fovea-download");
    thread.setDaemon(true);
    thread.start();
  }

  boolean done() {
    return response.isDone();
  }

  void cancel() {
    cancelled = true;
    response.cancel(true);
    if (transfer != null) {
      transfer.cancel(true);
    }
  }

  /**
   * Waits for the end of the transfer.
   *
   * @param limit bytes the file may have
   * @param stall how long no byte may arrive
   * @param arrived is told now and then how many bytes there are
   */
  void await(long limit, Duration stall, LongConsumer arrived)
      throws Unavailable, InterruptedException {
    long size = 0;
    long lastGrowth = System.nanoTime();
    try {
      while (true) {
        try {
          int status = response.get(POLL_MILLIS, TimeUnit.MILLISECONDS).statusCode();
          if (status != 200) {
            throw new Unavailable(address.getHost() + " answered " + status);
          }
          return;
        } catch (TimeoutException e) {
          long now = file.toFile().length();
          if (now > limit) {
            throw new Unavailable(address.getHost() + " sent more than " + limit + " bytes");
          }
          if (now > size) {
            size = now;
            lastGrowth = System.nanoTime();
            arrived.accept(now);
          } else if (System.nanoTime() - lastGrowth > stall.toNanos()) {
            throw new Unavailable(
                address.getHost() + " sent nothing for " + stall.toSeconds() + " s");
          }
        } catch (ExecutionException e) {
          throw new Unavailable(address.getHost() + " " + reason(e.getCause()));
        }
      }
    } finally {
      cancel();
    }
  }

  /** The first known kind of failure along the causes; names unknown to DNS come deepest. */
  private static String reason(Throwable failure) {
    Throwable root = failure;
    boolean unreachable = false;
    boolean silent = false;
    while (true) {
      unreachable |=
          root instanceof ConnectException || root instanceof HttpConnectTimeoutException;
      silent |= root instanceof HttpTimeoutException;
      if (root.getCause() == null) {
        break;
      }
      root = root.getCause();
    }
    if (root instanceof UnresolvedAddressException || root instanceof UnknownHostException) {
      return "is not known to DNS";
    }
    if (unreachable) {
      return "cannot be reached";
    }
    return silent ? "does not answer" : "failed: " + root.toString().replaceAll("\\s+", " ");
  }
}
