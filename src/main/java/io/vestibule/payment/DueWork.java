package io.vestibule.payment;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vestibule.runtime.SanitizedException;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jboss.logging.Logger;

/** Works on everything that is due, page by page. One failure does not stop the others. */
final class DueWork {
  private static final Logger LOG = Logger.getLogger(DueWork.class);
  private static final int PAGE = 25;
  private static final int MOST_PAGES = 200;
  private static final int CONCURRENCY = 4;

  private final String name;
  private final IntFunction<Uni<List<String>>> due;
  private final Function<String, Uni<Boolean>> work;
  private final Function<String, Uni<Void>> putOff;

  /**
   * @param name for the log
   * @param due the user ids that are due, at most as many as the argument says
   * @param work on one of them; it is not due afterwards, unless the result is false
   * @param putOff after a failure or false, so that work that fails again and again does not hold
   *     up the rest
   */
  DueWork(
      String name,
      IntFunction<Uni<List<String>>> due,
      Function<String, Uni<Boolean>> work,
      Function<String, Uni<Void>> putOff) {
    this.name = name;
    this.due = due;
    this.work = work;
    this.putOff = putOff;
  }

  Uni<Void> run() {
    return Uni.createFrom()
        .deferred(this::page)
        .repeat()
        .whilst(more -> more)
        .select()
        .first(MOST_PAGES)
        .collect()
        .last()
        .replaceWithVoid();
  }

  /** Whether more may be due. */
  private Uni<Boolean> page() {
    return due.apply(PAGE)
        .chain(
            users ->
                Multi.createFrom()
                    .iterable(users)
                    .onItem()
                    .transformToUni(this::attempt)
                    .merge(CONCURRENCY)
                    .collect()
                    .asList()
                    // Those that could not be put off would be found again.
                    .map(done -> done.size() == PAGE && !done.contains(false)));
  }

  /** False if it is as due as before. */
  private Uni<Boolean> attempt(String userId) {
    return Uni.createFrom()
        .deferred(() -> work.apply(userId))
        .onFailure()
        .invoke(
            failure ->
                LOG.warnf(
                    SanitizedException.withoutMessages(failure),
                    "%s failed; it will be tried again",
                    name))
        .onFailure()
        .recoverWithItem(false)
        .chain(done -> done ? Uni.createFrom().item(true) : putOff.apply(userId).replaceWith(true))
        .onFailure()
        .recoverWithItem(false);
  }
}
