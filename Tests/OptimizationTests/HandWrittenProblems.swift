import Glibc
import Numerics
import Optimization

/// A function with a derivative written by hand, so that tests of modules stand on nothing but Core.
class HandWritten: ObjectiveFunction {
  private let body: (_ x: Vector, _ g: Vector?) -> Double
  /// H v, exact, where given.
  private let product: ((_ x: Vector, _ v: Vector, _ out: Vector) -> Void)?

  init(
    _ layout: Layout, product: ((_ x: Vector, _ v: Vector, _ out: Vector) -> Void)? = nil,
    _ body: @escaping (_ x: Vector, _ g: Vector?) -> Double
  ) {
    self.body = body
    self.product = product
    super.init(layout: layout)
  }

  override var capabilities: Capabilities { product == nil ? .gradient : [.gradient, .hessian] }
  override func value(at x: Vector) throws -> Double { body(x, nil) }
  override func gradient(at x: Vector, into g: Vector) throws -> Double { body(x, g) }
  override func hessianProduct(at x: Vector, _ v: Vector, into out: Vector) throws {
    guard let product else { throw unavailable("Hessian products") }
    product(x, v, out)
  }
}

/// Entry i is f(a + b·i + 0.1·i²), as in the description of the reference traces.
func wave(_ f: (Double) -> Double, _ a: Double, _ b: Double, count: Int) -> [Double] {
  (0..<count).map { f(a + b * Double($0) + 0.1 * Double($0 * $0)) }
}

/// A problem of the reference traces by name, with its start; nil if it is none of those written here.
func handWritten(_ name: String) -> (function: HandWritten, start: Vector)? {
  switch name {
  case "booth": (booth(), Vector([0, -8]))
  case "rosenbrock": (rosenbrock(), Vector([-1.1, 2.5]))
  case "ill": (ill(), Vector([-9, 2.5]))
  case "shapes": shapes()
  case "bilinear": bilinear()
  case "mlp_toy": smallNetwork()
  default: nil
  }
}

func booth() -> HandWritten {
  HandWritten(
    .vector(2),
    product: { _, v, out in
      out[0] = 10 * v[0] + 8 * v[1]
      out[1] = 8 * v[0] + 10 * v[1]
    },
    { x, g in
      let a = x[0] + 2 * x[1] - 7, b = 2 * x[0] + x[1] - 5
      g?[0] = 2 * a + 4 * b
      g?[1] = 4 * a + 2 * b
      return a * a + b * b
    })
}

func rosenbrock() -> HandWritten {
  HandWritten(.vector(2)) { x, g in
    let a = x[1] - x[0] * x[0], b = 1 - x[0]
    g?[0] = -400 * x[0] * a - 2 * b
    g?[1] = 200 * a
    return 100 * a * a + b * b
  }
}

func ill() -> HandWritten {
  HandWritten(.vector(2)) { x, g in
    g?[0] = 2 * x[0] + 1.99999 * x[1]
    g?[1] = 2 * x[1] + 1.99999 * x[0]
    return x[0] * x[0] + x[1] * x[1] + 1.99999 * x[0] * x[1]
  }
}

let shapesOfShapes: [[Int]] = [[], [1], [3], [1, 4], [4, 1], [4, 3], [5, 5], [2, 3, 4], [2, 2, 2, 2], [6, 1, 3, 1, 1]]

/// Σₖ (k+1)/2·‖Pₖ − targetₖ‖² + S²/(4N).
func shapes() -> (function: HandWritten, start: Vector) {
  let layout = Layout(shapesOfShapes.enumerated().map { ("P\($0.offset)", $0.element) })
  var start: [Double] = [], target: [Double] = []
  for (k, segment) in layout.segments.enumerated() {
    start += wave(sin, Double(1 + 7 * k), 1, count: segment.count)
    target += wave(cos, Double(2 + 5 * k), 3, count: segment.count)
  }
  let goal = target
  let function = HandWritten(layout) { x, g in
    let sum = x.sum, n = Double(layout.count)
    var f = sum * sum / (4 * n)
    for (k, segment) in layout.segments.enumerated() {
      for i in segment.offset..<(segment.offset + segment.count) {
        let difference = x[i] - goal[i]
        f += Double(k + 1) / 2 * difference * difference
        g?[i] = Double(k + 1) * difference + sum / (2 * n)
      }
    }
    return f
  }
  return (function, Vector(start))
}

/// ½‖A W B + b − C‖², W 6×4, b 5.
func bilinear() -> (function: HandWritten, start: Vector) {
  let layout = Layout([("W", [6, 4]), ("b", [5])])
  func matrix(_ rows: Int, _ columns: Int, _ values: [Double]) -> Matrix {
    let m = Matrix(rows: rows, columns: columns)
    m.assign(values)
    return m
  }
  let A = matrix(8, 6, wave(sin, 1, 2, count: 48)), B = matrix(4, 5, wave(cos, 1, 3, count: 20))
  let C = matrix(8, 5, wave(sin, 2, 5, count: 40))
  let AW = Matrix(rows: 8, columns: 4), R = Matrix(rows: 8, columns: 5), AR = Matrix(rows: 6, columns: 5)
  let function = HandWritten(layout) { x, g in
    let W = Matrix(rows: 6, columns: 4, in: x)
    multiply(A, W, into: AW)
    multiply(AW, B, into: R)
    var f = 0.0
    for i in 0..<8 {
      for j in 0..<5 {
        R[i, j] += x[24 + j] - C[i, j]
        f += 0.5 * R[i, j] * R[i, j]
      }
    }
    if let g {
      multiply(A, transposed: true, R, into: AR)
      multiply(AR, B, rightTransposed: true, into: Matrix(rows: 6, columns: 4, in: g))
      for j in 0..<5 { g[24 + j] = (0..<8).reduce(0) { $0 + R[$1, j] } }
    }
    return f
  }
  return (function, Vector(wave(cos, 3, 4, count: 24) + wave(sin, 4, 1, count: 5)))
}

/// The mean over 30 rows of (tanh(X W₁ᵀ + b₁) W₂ᵀ + b₂ − Y)².
func smallNetwork() -> (function: HandWritten, start: Vector) {
  let layout = Layout([("W1", [4, 3]), ("b1", [4]), ("W2", [1, 4]), ("b2", [1])])
  let X = wave(sin, 0.5, 1.7, count: 90)
  let Y = (0..<30).map { i -> Double in
    let first = X[3 * i]
    return sin(first + X[3 * i + 1] + X[3 * i + 2]) + 0.5 * first * first
  }
  let function = HandWritten(layout) { x, g in
    g?.fill(0)
    var f = 0.0
    for i in 0..<30 {
      var hidden = [0.0, 0, 0, 0], output = x[20]
      for k in 0..<4 {
        var z = x[12 + k]
        for j in 0..<3 { z += x[3 * k + j] * X[3 * i + j] }
        hidden[k] = tanh(z)
        output += x[16 + k] * hidden[k]
      }
      let difference = output - Y[i]
      f += difference * difference / 30
      guard let g else { continue }
      let d = 2 * difference / 30
      g[20] += d
      for k in 0..<4 {
        g[16 + k] += d * hidden[k]
        let z = d * x[16 + k] * (1 - hidden[k] * hidden[k])
        g[12 + k] += z
        for j in 0..<3 { g[3 * k + j] += z * X[3 * i + j] }
      }
    }
    return f
  }
  var start = wave(sin, 1, 1, count: 12) + wave(cos, 1, 1, count: 4)
  start += wave(sin, 2, 1, count: 4) + wave(cos, 2, 1, count: 1)
  return (function, Vector(start.map { 0.5 * $0 }))
}
