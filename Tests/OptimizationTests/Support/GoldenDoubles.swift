import Glibc
import Numerics
import Optimization

/// Hand-written doubles of the golden problems.
enum GoldenDouble {
  static func function(_ name: String, leastSquares: Bool) -> HandWritten? {
    switch name {
    case "rosenbrock": return .rosenbrock()
    case "booth": return .leastSquares(.vector(2)) { x in ([x[0] + 2 * x[1] - 7, 2 * x[0] + x[1] - 5], [[1, 2], [2, 1]]) }
    case "lstsq2": return .leastSquares(.vector(2)) { x in ([2 * x[0] + 3 * x[1] - 5, 5 * x[0] - 2 * x[1] - 3], [[2, 3], [5, -2]]) }
    case "mlp_toy": return leastSquares ? nil : mlp()
    case "bilinear": return bilinear()
    default: return nil
    }
  }
  static func wave(_ f: (Double) -> Double, _ a: Double, _ b: Double, _ n: Int) -> [Double] {
    (0..<n).map { f(a + b * Double($0) + 0.1 * Double($0 * $0)) }
  }
  static func mlp() -> HandWritten {
    let X = wave(sin, 0.5, 1.7, 90)
    var Y: [Double] = []
    for r in 0..<30 {
      let first = X[3 * r], sum: Double = first + X[3 * r + 1] + X[3 * r + 2]
      Y.append(sin(sum) + 0.5 * first * first)
    }
    return HandWritten(Layout([("W1", [4, 3]), ("b1", [4]), ("W2", [1, 4]), ("b2", [1])])) { p in
      var f = 0.0
      var g = [Double](repeating: 0, count: 21)
      for r in 0..<30 {
        var h = [Double](repeating: 0, count: 4)
        var out = p[20]
        for k in 0..<4 {
          var z = p[12 + k]
          for j in 0..<3 { z += p[3 * k + j] * X[3 * r + j] }
          h[k] = tanh(z)
          out += p[16 + k] * h[k]
        }
        let d = out - Y[r]
        f += d * d / 30
        let e = 2 * d / 30
        g[20] += e
        for k in 0..<4 {
          g[16 + k] += e * h[k]
          let dz = e * p[16 + k] * (1 - h[k] * h[k])
          g[12 + k] += dz
          for j in 0..<3 { g[3 * k + j] += dz * X[3 * r + j] }
        }
      }
      return (f, g)
    }
  }
  static func bilinear() -> HandWritten {
    let A = wave(sin, 1, 2, 48), B = wave(cos, 1, 3, 20), C = wave(sin, 2, 5, 40)
    return HandWritten(Layout([("W", [6, 4]), ("b", [5])])) { p in
      var AW = [Double](repeating: 0, count: 32)
      for i in 0..<8 { for j in 0..<4 { for k in 0..<6 { AW[4 * i + j] += A[6 * i + k] * p[4 * k + j] } } }
      var R = [Double](repeating: 0, count: 40)
      for i in 0..<8 { for j in 0..<5 {
        var z = p[24 + j] - C[5 * i + j]
        for k in 0..<4 { z += AW[4 * i + k] * B[5 * k + j] }
        R[5 * i + j] = z
      } }
      var g = [Double](repeating: 0, count: 29)
      for k in 0..<6 { for j in 0..<4 { for i in 0..<8 { for l in 0..<5 {
        g[4 * k + j] += A[6 * i + k] * R[5 * i + l] * B[5 * j + l]
      } } } }
      for i in 0..<8 { for l in 0..<5 { g[24 + l] += R[5 * i + l] } }
      return (0.5 * R.reduce(0) { $0 + $1 * $1 }, g)
    }
  }
}
