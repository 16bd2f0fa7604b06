package io.vestibule.fuzz;

import io.vestibule.testing.Api;
import io.vestibule.testing.Api.Person;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The accounts whose tokens a generator sends.
 *
 * @param people accounts that must survive the run
 * @param expendable an account that may be erased, whose sessions may end, and which administrators
 *     may suspend
 * @param apiToken of an account of which nothing else is used
 * @param recordings ids of recordings of the people
 */
record Actors(
    List<Person> people,
    Person expendable,
    Person admin,
    String apiToken,
    List<String> recordings) {
  private static final int RECORDINGS = 40;

  static Actors register(Person admin) {
    List<Person> people = List.of(Api.register(), Api.register());
    String apiToken = Api.register().request().get("/api/auth/session").path("api_token");
    List<String> recordings = new ArrayList<>();
    for (int number = 0; number < RECORDINGS; number++) {
      Person owner = people.get(number % people.size());
      recordings.add(
          owner
              .request()
              .body(Map.of("s3_key", "users/" + owner.userId() + "/recording-" + number))
              .post("/api/audio-file")
              .then()
              .statusCode(201)
              .extract()
              .path("audio_file.file_id"));
    }
    return new Actors(people, Api.register(), admin, apiToken, recordings);
  }

  /**
   * What no error may contain: passwords, and signatures because truncated tokens are sent, too.
   */
  List<String> secrets() {
    return Stream.concat(
            Stream.concat(people.stream(), Stream.of(expendable, admin))
                .flatMap(
                    person ->
                        Stream.of(
                            person.password(),
                            person.token().substring(person.token().lastIndexOf('.')))),
            Stream.of(apiToken))
        .toList();
  }
}
