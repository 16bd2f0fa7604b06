package io.vestibule.buildsteps;

import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.builditem.BytecodeTransformerBuildItem;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * With metrics, Quarkus builds the table of all paths again for every request, only to know the
 * path's template if authentication fails: a seventh of what a request allocated. The template is
 * needed after the failure, and a second handler of Quarkus finds it there ({@code
 * ObservabilityIntegrationRecorder#preAuthFailureHandler}). So the first handler is told not to.
 */
class PathTemplateProcessor {
  private static final String RECORDER =
      "io.quarkus.resteasy.reactive.server.runtime.ResteasyReactiveRecorder";

  /**
   * {@code Handler defaultAuthFailureHandler(RuntimeValue deployment, boolean setTemplatePath)}.
   */
  static final String METHOD = "defaultAuthFailureHandler";

  static final String DESCRIPTOR = "(Lio/quarkus/runtime/RuntimeValue;Z)Lio/vertx/core/Handler;";
  private static final int SET_TEMPLATE_PATH = 2;

  @BuildStep
  BytecodeTransformerBuildItem findNoTemplateBeforeAFailure() {
    return new BytecodeTransformerBuildItem.Builder()
        .setClassToTransform(RECORDER)
        .setVisitorFunction((name, visitor) -> transform(visitor))
        .build();
  }

  static ClassVisitor transform(ClassVisitor visitor) {
    return new ClassVisitor(Opcodes.ASM9, visitor) {
      private boolean found;

      @Override
      public MethodVisitor visitMethod(
          int access, String name, String descriptor, String signature, String[] exceptions) {
        MethodVisitor method = super.visitMethod(access, name, descriptor, signature, exceptions);
        if (!name.equals(METHOD) || !descriptor.equals(DESCRIPTOR)) {
          return method;
        }
        found = true;
        return new MethodVisitor(Opcodes.ASM9, method) {
          @Override
          public void visitCode() {
            super.visitCode();
            visitInsn(Opcodes.ICONST_0);
            visitVarInsn(Opcodes.ISTORE, SET_TEMPLATE_PATH);
          }
        };
      }

      @Override
      public void visitEnd() {
        if (!found) {
          throw new IllegalStateException(RECORDER + " has no " + METHOD + DESCRIPTOR);
        }
        super.visitEnd();
      }
    };
  }
}
