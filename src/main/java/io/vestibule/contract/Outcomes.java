package io.vestibule.contract;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The answers to requests that were sent at the same moment. */
record Outcomes(List<Answer> answers) {

  /** Sends {@code count} calls at the same moment. */
  static Outcomes of(ServiceClient service, int count, IntFunction<Call> call) {
    try {
      return new Outcomes(Concurrently.run(count, each -> service.attempt(call.apply(each))));
    } catch (InterruptedException interrupted) {
      throw new InterruptedCheckException();
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof InterruptedCheckException) {
        throw new InterruptedCheckException();
      }
      throw new IllegalStateException(failed.getCause());
    }
  }

  int count(Predicate<Answer> predicate) {
    return (int) answers.stream().filter(predicate).count();
  }

  int count(int status) {
    return count(answer -> answer.status() == status);
  }

  int undecided() {
    return count(Answer::undecided);
  }

  /** For example {@code 201 once, 409 user-exists 7 times}. */
  @Override
  public String toString() {
    Map<String, Integer> tally = new TreeMap<>();
    answers.forEach(answer -> tally.merge(answer.outcome(), 1, Integer::sum));
    return tally.entrySet().stream()
        .map(each -> each.getKey() + (each.getValue() == 1 ? " once" : times(each.getValue())))
        .collect(Collectors.joining(", "));
  }

  private static String times(int count) {
    return " " + count + " times";
  }
}
