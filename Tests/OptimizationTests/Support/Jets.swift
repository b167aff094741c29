import Numerics

@testable import Optimization

#if canImport(Glibc)
  import Glibc
#endif

/// A number with its first and second derivatives, carried along by every operation: exact derivatives for tests, independent of
/// the package's own differentiation.
struct Jet {
  var value: Double
  var gradient: [Double]
  /// Row by row.
  var hessian: [Double]

  static func constant(_ value: Double, _ n: Int) -> Jet {
    Jet(value: value, gradient: Array(repeating: 0, count: n), hessian: Array(repeating: 0, count: n * n))
  }

  static func variable(_ value: Double, _ index: Int, _ n: Int) -> Jet {
    var jet = constant(value, n)
    jet.gradient[index] = 1
    return jet
  }

  /// φ(self) from φ, φ′ and φ″ there.
  func through(_ f: Double, _ f1: Double, _ f2: Double) -> Jet {
    let n = gradient.count
    var result = Jet.constant(f, n)
    for i in 0..<n {
      result.gradient[i] = f1 * gradient[i]
      for j in 0..<n { result.hessian[i * n + j] = f1 * hessian[i * n + j] + f2 * gradient[i] * gradient[j] }
    }
    return result
  }

  static func + (a: Jet, b: Jet) -> Jet {
    Jet(value: a.value + b.value, gradient: zip(a.gradient, b.gradient).map(+), hessian: zip(a.hessian, b.hessian).map(+))
  }
  static func - (a: Jet, b: Jet) -> Jet { a + (-1) * b }
  static func * (a: Jet, b: Jet) -> Jet {
    let n = a.gradient.count
    var result = Jet.constant(a.value * b.value, n)
    for i in 0..<n {
      result.gradient[i] = a.value * b.gradient[i] + b.value * a.gradient[i]
      for j in 0..<n {
        let k = i * n + j
        let curved = a.value * b.hessian[k] + b.value * a.hessian[k]
        result.hessian[k] = curved + a.gradient[i] * b.gradient[j] + b.gradient[i] * a.gradient[j]
      }
    }
    return result
  }
  static func * (c: Double, a: Jet) -> Jet { a.through(c * a.value, c, 0) }
  static func + (a: Jet, c: Double) -> Jet { a.through(a.value + c, 1, 0) }
  static func - (a: Jet, c: Double) -> Jet { a + (-c) }
  static func - (c: Double, a: Jet) -> Jet { (-1) * a + c }
  static func / (a: Jet, b: Jet) -> Jet {
    a * b.through(1 / b.value, -1 / (b.value * b.value), 2 / (b.value * b.value * b.value))
  }
  var squared: Jet { through(value * value, 2 * value, 2) }
}

func exp(_ a: Jet) -> Jet {
  let e = exp(a.value)
  return a.through(e, e, e)
}
func tanh(_ a: Jet) -> Jet {
  let t = tanh(a.value)
  return a.through(t, 1 - t * t, -2 * t * (1 - t * t))
}
func sum(_ jets: [Jet]) -> Jet { jets.dropFirst().reduce(jets[0], +) }

/// A problem written in jets, with everything that a chain may ask for. Counts what it was asked.
final class JetFunction: ObjectiveFunction {
  let name: String
  let start: [Double]
  private let form: ([Jet]) -> Jet
  private let residualForm: (([Jet]) -> [Jet])?
  private let offered: Capabilities
  var values = 0, gradients = 0, products = 0, jacobians = 0

  init(
    _ name: String, start: [Double], layout: Layout? = nil, offers: Capabilities = [.gradient, .hessian],
    _ form: @escaping ([Jet]) -> Jet
  ) {
    self.name = name
    self.start = start
    self.form = form
    residualForm = nil
    offered = offers
    super.init(layout: layout ?? .vector(start.count))
  }

  /// f = Σr².
  init(_ name: String, start: [Double], layout: Layout? = nil, residuals: @escaping ([Jet]) -> [Jet]) {
    self.name = name
    self.start = start
    form = { sum(residuals($0).map(\.squared)) }
    residualForm = residuals
    offered = [.gradient, .hessian, .residuals]
    super.init(layout: layout ?? .vector(start.count))
  }

  func jet(at x: Vector) -> Jet { form(variables(x)) }
  private func variables(_ x: Vector) -> [Jet] { (0..<x.count).map { .variable(x[$0], $0, x.count) } }

  override var capabilities: Capabilities { offered }
  override var residualCount: Int { residualForm.map { $0(variables(Vector(start))).count } ?? 0 }

  override func value(at x: Vector) throws -> Double {
    values += 1
    return jet(at: x).value
  }
  override func gradient(at x: Vector, into g: Vector) throws -> Double {
    guard offered.contains(.gradient) else { throw unavailable("gradients") }
    gradients += 1
    let f = jet(at: x)
    for i in 0..<g.count { g[i] = f.gradient[i] }
    return f.value
  }
  override func hessian(at x: Vector, into out: Matrix) throws {
    guard offered.contains(.hessian) else { throw unavailable("Hessians") }
    out.assign(jet(at: x).hessian)
  }
  override func hessianProduct(at x: Vector, _ v: Vector, into out: Vector) throws {
    guard offered.contains(.hessian) else { throw unavailable("Hessian products") }
    products += 1
    let f = jet(at: x), n = x.count
    for i in 0..<n { out[i] = (0..<n).reduce(0) { $0 + f.hessian[i * n + $1] * v[$1] } }
  }
  override func hessianProducts(at x: Vector, _ v: Matrix, into out: Matrix) throws {
    let row = Vector(count: v.columns), result = Vector(count: v.columns)
    for i in 0..<v.rows {
      row.base.update(from: v.row(i), count: v.columns)
      try hessianProduct(at: x, row, into: result)
      out.row(i).update(from: result.base, count: v.columns)
    }
  }
  override func residuals(at x: Vector, into r: Vector) throws {
    guard let residualForm else { throw unavailable("residuals") }
    values += 1
    for (i, jet) in residualForm(variables(x)).enumerated() { r[i] = jet.value }
  }
  override func jacobian(at x: Vector, residuals r: Vector, into J: Matrix) throws {
    guard let residualForm else { throw unavailable("Jacobians") }
    jacobians += 1
    for (i, jet) in residualForm(variables(x)).enumerated() {
      r[i] = jet.value
      for j in 0..<x.count { J[i, j] = jet.gradient[j] }
    }
  }
}

/// Problems of the reference traces and others, in jets.
enum Toy {
  static func wave(_ f: (Double) -> Double, _ a: Double, _ b: Double, _ count: Int) -> [Double] {
    (0..<count).map { f(a + b * Double($0) + 0.1 * Double($0 * $0)) }
  }

  private static func linear(_ x: [Jet], _ a: Double, _ b: Double, _ c: Double) -> Jet {
    let left = a * x[0], right = b * x[1]
    return left + right + c
  }

  static func rosenbrock(start: [Double] = [-1.1, 2.5]) -> JetFunction {
    JetFunction("rosenbrock", start: start, residuals: { x in
      var r: [Jet] = []
      for i in 0..<x.count - 1 {
        let bend = x[i + 1] - x[i].squared
        r += [10.0 * bend, 1.0 - x[i]]
      }
      return r
    })
  }

  static var booth: JetFunction {
    JetFunction("booth", start: [0, -8], residuals: { x in [linear(x, 1, 2, -7), linear(x, 2, 1, -5)] })
  }

  static var lstsq2: JetFunction {
    JetFunction("lstsq2", start: [-0.9, 0], residuals: { x in [linear(x, 2, 3, -5), linear(x, 5, -2, -3)] })
  }

  static var ill: JetFunction {
    JetFunction("ill", start: [-9, 2.5]) { x in
      let cross = x[0] * x[1]
      return x[0].squared + x[1].squared + 1.99999 * cross
    }
  }

  /// A small network; its mean square, or with `residuals` the sum of squares.
  static func mlp(residuals: Bool = false) -> JetFunction {
    let X = wave({ sin($0) }, 0.5, 1.7, 90)
    let Y = (0..<30).map { row -> Double in
      let first = X[3 * row], total = first + X[3 * row + 1] + X[3 * row + 2]
      return sin(total) + 0.5 * first * first
    }
    let layout = Layout([("w1", [4, 3]), ("b1", [4]), ("w2", [1, 4]), ("b2", [1])])
    var start = wave({ sin($0) }, 1, 1, 12)
    start += wave({ cos($0) }, 1, 1, 4)
    start += wave({ sin($0) }, 2, 1, 4)
    start += wave({ cos($0) }, 2, 1, 1)
    start = start.map { 0.5 * $0 }
    let differences: ([Jet]) -> [Jet] = { p in
      (0..<30).map { row in
        var out = p[20]
        for unit in 0..<4 {
          var z = p[12 + unit]
          for k in 0..<3 { z = z + X[3 * row + k] * p[3 * unit + k] }
          out = out + p[16 + unit] * tanh(z)
        }
        return out - Y[row]
      }
    }
    if residuals { return JetFunction("mlp_toy", start: start, layout: layout, residuals: differences) }
    return JetFunction("mlp_toy", start: start, layout: layout) { p in (1.0 / 30) * sum(differences(p).map(\.squared)) }
  }

  /// ½xᵀAx − bᵀx.
  static func quadratic(
    _ A: Matrix, _ b: [Double], start: [Double], offers: Capabilities = [.gradient, .hessian]
  ) -> JetFunction {
    JetFunction("quadratic", start: start, offers: offers) { x in
      var f = Jet.constant(0, x.count)
      for i in 0..<x.count {
        for j in 0..<x.count {
          let product = x[i] * x[j]
          let half: Double = 0.5 * A[i, j]
          f = f + half * product
        }
        f = f - b[i] * x[i]
      }
      return f
    }
  }
}

/// A chain on a function, ready to step.
func optimizer(_ text: String, _ function: JetFunction, seed: UInt64 = 0) throws -> Optimizer {
  let chain = try ChainReader.chain(text)
  try chain.checkRequirements(function.capabilities, problem: function.name)
  return try Optimizer(chain, function, start: Vector(function.start), seed: seed)
}

/// The parameters after so many steps.
func run(_ text: String, _ function: JetFunction, steps: Int, seed: UInt64 = 0) throws -> [Double] {
  let optimizer = try optimizer(text, function, seed: seed)
  for _ in 0..<steps { try optimizer.step() }
  return optimizer.x.values
}

/// Largest difference relative to max(1, |b|).
func relativeDeviation(_ a: [Double], _ b: [Double]) -> Double {
  guard a.count == b.count else { return .infinity }
  return zip(a, b).reduce(0) { worst, pair in
    let d = abs(pair.0 - pair.1) / max(1, abs(pair.1))
    return d.isNaN ? .infinity : max(worst, d)
  }
}

/// A random matrix A + Aᵀ shifted by a multiple of I.
func randomSymmetric(_ n: Int, shift: Double = 0, seed: UInt64) -> Matrix {
  var random = RandomSource(seed: seed)
  let A = Matrix(rows: n, columns: n)
  for i in 0..<n { for j in 0...i { A[i, j] = random.normal(); A[j, i] = A[i, j] } }
  A.addToDiagonal(shift)
  return A
}

/// AᵀA + I
func randomPositive(_ n: Int, seed: UInt64) -> Matrix {
  let A = randomSymmetric(n, seed: seed), B = Matrix.identity(n)
  multiplyByOwnTranspose(A, into: B, beta: 1)
  return B
}

func randomVector(_ n: Int, seed: UInt64) -> Vector {
  var random = RandomSource(seed: seed)
  let v = Vector(count: n)
  random.fill(v, .normal)
  return v
}
