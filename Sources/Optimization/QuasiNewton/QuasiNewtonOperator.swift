import Numerics

/// The Hessian of a quasi-Newton module: block-diagonal where each tensor has its own matrix.
final class QuasiNewtonOperator: HessianOperator {
  private unowned let module: QuasiNewton

  init(_ module: QuasiNewton) { self.module = module }

  func product(_ v: Vector, into out: Vector) throws -> Bool {
    each(v, out) { block, out in module.isInverse ? self.divide(block, out) : block.multiply(out) }
  }

  func solve(_ b: Vector, into out: Vector) throws -> Bool {
    each(b, out) { block, out in module.isInverse ? block.multiply(out) : self.divide(block, out) }
  }

  func solve(_ b: Vector, shift lambda: Double, diagonal d: Vector?, into out: Vector) throws -> Bool {
    each(b, out) { block, out in
      let d = d.map { UnsafePointer($0.base + block.offset) }
      return module.isInverse
        ? block.multiplyInverse(out, shift: lambda, d) : block.divide(out, shift: lambda, d)
    }
  }

  func diagonal(into out: Vector) throws -> Bool {
    each(out, out) { block, out in module.isInverse ? block.inverseDiagonal(into: out) : block.diagonal(into: out) }
  }

  private func divide(_ block: CurvatureBlock, _ v: UnsafeMutablePointer<Double>) -> Bool {
    if block.divide(v) { return true }
    return (block as? DenseBlock)?.divideByLeastSquares(v) ?? false
  }

  /// out ← v, then the body on each block of it.
  private func each(_ v: Vector, _ out: Vector, _ body: (CurvatureBlock, UnsafeMutablePointer<Double>) -> Bool) -> Bool {
    if v !== out { out.assign(v) }
    for block in module.memory.blocks where !body(block, out.base + block.offset) { return false }
    return true
  }
}
