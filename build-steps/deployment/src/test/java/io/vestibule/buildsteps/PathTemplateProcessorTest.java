package io.vestibule.buildsteps;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

class PathTemplateProcessorTest {
  @Test
  void theMethodStartsWithItsArgumentSetToFalse() {
    ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
    new ClassReader(recorder(PathTemplateProcessor.METHOD))
        .accept(PathTemplateProcessor.transform(writer), 0);

    assertEquals(
        List.of("insn " + Opcodes.ICONST_0, "store 2", "insn " + Opcodes.ACONST_NULL),
        instructions(writer.toByteArray()).subList(0, 3));
  }

  @Test
  void aRecorderWithoutTheMethodStopsTheBuild() {
    ClassReader changed = new ClassReader(recorder("other"));
    ClassVisitor transformed = PathTemplateProcessor.transform(new ClassWriter(0));

    assertThrows(IllegalStateException.class, () -> changed.accept(transformed, 0));
  }

  /** A class whose only method returns null. */
  private static byte[] recorder(String methodName) {
    ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
    writer.visit(Opcodes.V17, Opcodes.ACC_PUBLIC, "Recorder", null, "java/lang/Object", null);
    MethodVisitor method =
        writer.visitMethod(
            Opcodes.ACC_PUBLIC, methodName, PathTemplateProcessor.DESCRIPTOR, null, null);
    method.visitCode();
    method.visitInsn(Opcodes.ACONST_NULL);
    method.visitInsn(Opcodes.ARETURN);
    method.visitMaxs(0, 0);
    method.visitEnd();
    writer.visitEnd();
    return writer.toByteArray();
  }

  private static List<String> instructions(byte[] type) {
    List<String> found = new ArrayList<>();
    new ClassReader(type)
        .accept(
            new ClassVisitor(Opcodes.ASM9) {
              @Override
              public MethodVisitor visitMethod(
                  int access, String name, String descriptor, String signature, String[] thrown) {
                return new MethodVisitor(Opcodes.ASM9) {
                  @Override
                  public void visitInsn(int opcode) {
                    found.add("insn " + opcode);
                  }

                  @Override
                  public void visitVarInsn(int opcode, int index) {
                    found.add("store " + index);
                  }
                };
              }
            },
            0);
    return found;
  }
}
