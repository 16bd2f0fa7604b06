package io.vestibule.playback;

import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.core.ServerSerialisers;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveResourceInfo;
import org.jboss.resteasy.reactive.server.spi.ServerMessageBodyWriter;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;

/**
 * Writes a {@link PlaintextStream} straight to the Vert.x response. A return type {@code Multi}
 * would neither keep {@code Content-Length} nor reset the HTTP/2 stream after a failure.
 */
@Provider
public class PlaintextWriter implements ServerMessageBodyWriter<PlaintextStream> {
  @Override
  public boolean isWriteable(
      Class<?> type, Type generic, ResteasyReactiveResourceInfo target, MediaType mediaType) {
    return type == PlaintextStream.class;
  }

  @Override
  public boolean isWriteable(
      Class<?> type, Type generic, Annotation[] annotations, MediaType mediaType) {
    return type == PlaintextStream.class;
  }

  @Override
  public void writeResponse(PlaintextStream stream, Type generic, ServerRequestContext context) {
    ResteasyReactiveRequestContext request = (ResteasyReactiveRequestContext) context;
    ServerSerialisers.encodeResponseHeaders(request);
    // Otherwise Quarkus REST adds the same headers again when the first bytes are written.
    request.serverResponse().setPreCommitListener(null);
    stream.sendTo(request.unwrap(RoutingContext.class).response());
  }

  @Override
  public void writeTo(
      PlaintextStream stream,
      Class<?> type,
      Type generic,
      Annotation[] annotations,
      MediaType mediaType,
      MultivaluedMap<String, Object> headers,
      OutputStream out) {
    throw new UnsupportedOperationException("a recording is streamed");
  }
}
