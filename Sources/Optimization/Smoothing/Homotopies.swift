import Glibc
import Numerics

/// φ∘f in the place of f for the modules that follow.
public class Homotopy: Module {
  private var function: TransformedFunction?

  public override var readsUpdate: Bool { false }

  /// φ(f), φ'(f), φ''(f)
  func transform(_ f: Double) -> (value: Double, first: Double, second: Double) { (f, 1, 0) }

  public override func apply(_ objective: Objective) throws {
    let function = self.function ?? TransformedFunction(objective.function, self)
    self.function = function
    function.base = objective.function
    function.version = objective.function.version
    objective.function = function
  }
}

/// φ∘f: ∇ = φ'(f)∇f, ∇² v = φ'(f)∇²f v + φ''(f)⟨∇f, v⟩∇f.
final class TransformedFunction: ObjectiveFunction {
  var base: ObjectiveFunction
  private unowned let homotopy: Homotopy
  private let g: Vector

  init(_ base: ObjectiveFunction, _ homotopy: Homotopy) {
    self.base = base
    self.homotopy = homotopy
    g = Vector(count: base.layout.count)
    super.init(layout: base.layout)
  }

  override var capabilities: Capabilities { base.capabilities.subtracting(.residuals) }

  override func value(at x: Vector) throws -> Double { homotopy.transform(try base.value(at: x)).value }

  override func gradient(at x: Vector, into out: Vector) throws -> Double {
    let φ = homotopy.transform(try base.gradient(at: x, into: out))
    out.scale(by: φ.first)
    return φ.value
  }

  override func hessianProduct(at x: Vector, _ v: Vector, into out: Vector) throws {
    let φ = homotopy.transform(try base.gradient(at: x, into: g))
    try base.hessianProduct(at: x, v, into: out)
    out.scale(by: φ.first)
    out.add(g, times: φ.second * g.dot(v))
  }

  override func hessianProducts(at x: Vector, _ v: Matrix, into out: Matrix) throws {
    let φ = homotopy.transform(try base.gradient(at: x, into: g))
    try base.hessianProducts(at: x, v, into: out)
    let n = layout.count
    for i in 0..<v.rows {
      let row = v.row(i), result = out.row(i)
      var gv = 0.0
      for j in 0..<n { gv += g[j] * row[j] }
      for j in 0..<n { result[j] = φ.first * result[j] + φ.second * gv * g[j] }
    }
  }

  override func hessian(at x: Vector, into out: Matrix) throws {
    let φ = homotopy.transform(try base.gradient(at: x, into: g))
    try base.hessian(at: x, into: out)
    out.scale(by: φ.first)
    out.symmetricRank1Update(alpha: φ.second, g)
  }
}

public final class SqrtHomotopy: Homotopy {
  public override class var declaration: Declaration {
    Declaration("sqrthomotopy", .smoothing, "Minimises √f instead of f.", rule: "f → √(f + 1e-12), NaN for f < −1e-12")
  }
  override func transform(_ f: Double) -> (value: Double, first: Double, second: Double) {
    let r = (f + 1e-12).squareRoot()
    return (r, 0.5 / r, -0.25 / (r * r * r))
  }
}

public final class LogHomotopy: Homotopy {
  public override class var declaration: Declaration {
    Declaration("loghomotopy", .smoothing, "Minimises log f instead of f.", rule: "f → log(f + 1e-12), NaN for f < 0")
  }
  override func transform(_ f: Double) -> (value: Double, first: Double, second: Double) {
    let s = f + 1e-12
    return (log(s), 1 / s, -1 / (s * s))
  }
}

public final class SquareHomotopy: Homotopy {
  public override class var declaration: Declaration {
    Declaration("squarehomotopy", .smoothing, "Minimises f² (with the sign of f) instead of f.", rule: "f → f²·sign(f)")
  }
  override func transform(_ f: Double) -> (value: Double, first: Double, second: Double) {
    (f * abs(f), 2 * abs(f), f < 0 ? -2 : 2)
  }
}

public final class ExpHomotopy: Homotopy {
  public override class var declaration: Declaration {
    Declaration("exphomotopy", .smoothing, "Minimises e^f instead of f.", rule: "f → e^f")
  }
  override func transform(_ f: Double) -> (value: Double, first: Double, second: Double) {
    let e = exp(f)
    return (e, e, e)
  }
}
