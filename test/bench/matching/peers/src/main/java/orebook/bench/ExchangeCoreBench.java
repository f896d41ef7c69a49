package orebook.bench;

import exchange.core2.collections.objpool.ObjectsPool;
import exchange.core2.core.common.CoreSymbolSpecification;
import exchange.core2.core.common.MatcherEventType;
import exchange.core2.core.common.MatcherTradeEvent;
import exchange.core2.core.common.OrderAction;
import exchange.core2.core.common.OrderType;
import exchange.core2.core.common.SymbolType;
import exchange.core2.core.common.cmd.CommandResultCode;
import exchange.core2.core.common.cmd.OrderCommand;
import exchange.core2.core.common.cmd.OrderCommandType;
import exchange.core2.core.common.config.LoggingConfiguration;
import exchange.core2.core.orderbook.OrderBookDirectImpl;
import exchange.core2.core.orderbook.OrderBookEventsHelper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/**
 * Plays operations from a file through exchange-core's bare order book: no risk engine, no ring, no serialisation.
 * Arguments: the file, how many passes warm it up, how many are timed. Prints one line of JSON: the nanoseconds of
 * each timed pass, and the SHA-256 of the fills in the form of the streams.
 */
public final class ExchangeCoreBench {
  private static final int OP_FIELDS = 5;
  private static final int OP_ADD = 0;
  private static final int OP_CANCEL = 1;
  private static final int SIDE_BUY = 0;
  /** A market order is an immediate-or-cancel order at a price beyond all others. */
  private static final long FAR_BID = 1_000_000_000L;
  private static final long FAR_OFFER = 0L;
  private static final long USER = 1L;

  private ExchangeCoreBench() {}

  public static void main(final String[] arguments) throws IOException, NoSuchAlgorithmException {
    final int[] ops = readOps(Path.of(arguments[0]));
    final int warmUps = Integer.parseInt(arguments[1]);
    final int timed = Integer.parseInt(arguments[2]);
    final String fills = hashOfFills(ops);
    for (int pass = 0; pass < warmUps; pass++) {
      play(ops);
    }
    final StringBuilder nanos = new StringBuilder();
    for (int pass = 0; pass < timed; pass++) {
      System.gc();
      nanos.append(pass == 0 ? "" : ",").append(play(ops));
    }
    System.out.printf(
        "{\"nanos\":[%s],\"fillsSha256\":\"%s\"}%n", nanos, fills);
  }

  private static int[] readOps(final Path file) throws IOException {
    final ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    final int[] ops = new int[bytes.remaining() / Integer.BYTES];
    bytes.asIntBuffer().get(ops);
    return ops;
  }

  /** Times one pass on a fresh book. */
  private static long play(final int[] ops) {
    final OrderBookDirectImpl book = createBook();
    final OrderCommand command = new OrderCommand();
    final long start = System.nanoTime();
    for (int at = 0; at < ops.length; at += OP_FIELDS) {
      run(book, command, ops, at);
    }
    return System.nanoTime() - start;
  }

  private static void run(
      final OrderBookDirectImpl book, final OrderCommand command, final int[] ops, final int at) {
    command.matcherEvent = null;
    command.orderId = ops[at + 4];
    command.uid = USER;
    if (ops[at] == OP_CANCEL) {
      command.command = OrderCommandType.CANCEL_ORDER;
      if (book.cancelOrder(command) != CommandResultCode.SUCCESS) {
        throw new IllegalStateException("order " + command.orderId + " does not rest");
      }
      return;
    }
    final boolean isAdd = ops[at] == OP_ADD;
    final boolean isBid = ops[at + 1] == SIDE_BUY;
    command.command = OrderCommandType.PLACE_ORDER;
    command.orderType = isAdd ? OrderType.GTC : OrderType.IOC;
    command.action = isBid ? OrderAction.BID : OrderAction.ASK;
    command.price = isAdd ? ops[at + 2] : isBid ? FAR_BID : FAR_OFFER;
    command.reserveBidPrice = command.price;
    command.size = ops[at + 3];
    book.newOrder(command);
  }

  /** Plays once, untimed, and hashes each fill as taker, maker, price, quantity. */
  private static String hashOfFills(final int[] ops) throws NoSuchAlgorithmException {
    final OrderBookDirectImpl book = createBook();
    final OrderCommand command = new OrderCommand();
    final MessageDigest digest = MessageDigest.getInstance("SHA-256");
    final ByteBuffer record = ByteBuffer.allocate(4 * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at < ops.length; at += OP_FIELDS) {
      run(book, command, ops, at);
      for (MatcherTradeEvent event = command.matcherEvent; event != null; event = event.nextEvent) {
        if (event.eventType != MatcherEventType.TRADE) {
          continue;
        }
        record.clear();
        record.putInt((int) command.orderId).putInt((int) event.matchedOrderId);
        record.putInt((int) event.price).putInt((int) event.size);
        digest.update(record.array());
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static OrderBookDirectImpl createBook() {
    final CoreSymbolSpecification spec =
        CoreSymbolSpecification.builder()
            .symbolId(1)
            .type(SymbolType.CURRENCY_EXCHANGE_PAIR)
            .baseCurrency(1)
            .quoteCurrency(2)
            .baseScaleK(1)
            .quoteScaleK(1)
            .build();
    return new OrderBookDirectImpl(
        spec,
        new ObjectsPool(poolSizes()),
        OrderBookEventsHelper.NON_POOLED_EVENTS_HELPER,
        LoggingConfiguration.DEFAULT);
  }

  /** The sizes that its own matching engine gives its pools. */
  private static Map<Integer, Integer> poolSizes() {
    final Map<Integer, Integer> sizes = new HashMap<>();
    sizes.put(ObjectsPool.DIRECT_ORDER, 1024 * 1024);
    sizes.put(ObjectsPool.DIRECT_BUCKET, 1024 * 64);
    sizes.put(ObjectsPool.ART_NODE_4, 1024 * 32);
    sizes.put(ObjectsPool.ART_NODE_16, 1024 * 16);
    sizes.put(ObjectsPool.ART_NODE_48, 1024 * 8);
    sizes.put(ObjectsPool.ART_NODE_256, 1024 * 4);
    return sizes;
  }
}
