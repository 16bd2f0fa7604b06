package io.vestibule.web;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;

/** Applies {@link MutationCompletion} to the routes with {@link ChangesData}. */
@Provider
@ChangesData
@ApplicationScoped
public class SafeMethodCompletion implements ContainerRequestFilter {
  private final MutationCompletion completion;

  SafeMethodCompletion(MutationCompletion completion) {
    this.completion = completion;
  }

  @Override
  public void filter(ContainerRequestContext request) {
    completion.complete(request);
  }
}
