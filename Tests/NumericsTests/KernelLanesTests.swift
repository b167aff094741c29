import Glibc
import Numerics
import Testing

private let special: [Double] = [
  0, -0.0, 1, -1, 2, 0.5, -0.5, 3, .infinity, -.infinity, .nan, 5e-324, -1e-310, 1e-300, 1e-20, -1e-8, 1e100, -1e308, 709.7, 710.4,
  711, -708, -745.2, 1e6, -1e10, 20, -40, .pi, .pi / 2, 0.1, 0.9, 7.25,
]

/// Distance in units in the last place; NaN equals NaN, and zeros must agree in sign.
private func ulps(_ a: Double, _ b: Double) -> Double {
  if a.isNaN && b.isNaN || a.bitPattern == b.bitPattern { return 0 }
  if !a.isFinite || !b.isFinite || a == 0 && b == 0 { return .infinity }
  return Swift.abs(a - b) / max(a.ulp, b.ulp)
}

private let unary: [(String, @Sendable (Lanes) -> Lanes, @Sendable (Double) -> Double)] = [
  ("sqrt", { Numerics.sqrt($0) }, { $0.squareRoot() }), ("cbrt", { Numerics.cbrt($0) }, { Glibc.cbrt($0) }),
  ("exp", { Numerics.exp($0) }, { Glibc.exp($0) }), ("expm1", { Numerics.expm1($0) }, { Glibc.expm1($0) }),
  ("log", { Numerics.log($0) }, { Glibc.log($0) }), ("log1p", { Numerics.log1p($0) }, { Glibc.log1p($0) }),
  ("sin", { Numerics.sin($0) }, { Glibc.sin($0) }), ("cos", { Numerics.cos($0) }, { Glibc.cos($0) }),
  ("tan", { Numerics.tan($0) }, { Glibc.tan($0) }), ("asin", { Numerics.asin($0) }, { Glibc.asin($0) }),
  ("acos", { Numerics.acos($0) }, { Glibc.acos($0) }), ("atan", { Numerics.atan($0) }, { Glibc.atan($0) }),
  ("sinh", { Numerics.sinh($0) }, { Glibc.sinh($0) }), ("cosh", { Numerics.cosh($0) }, { Glibc.cosh($0) }),
  ("tanh", { Numerics.tanh($0) }, { Glibc.tanh($0) }), ("asinh", { Numerics.asinh($0) }, { Glibc.asinh($0) }),
  ("acosh", { Numerics.acosh($0) }, { Glibc.acosh($0) }), ("atanh", { Numerics.atanh($0) }, { Glibc.atanh($0) }),
  ("erf", { Numerics.erf($0) }, { Glibc.erf($0) }), ("floor", { Numerics.floor($0) }, { $0.rounded(.down) }),
  ("abs", { Numerics.abs($0) }, { Swift.abs($0) }),
  ("sign", { Numerics.sign($0) }, { $0 > 0 ? 1 : $0 < 0 ? -1 : $0 }),
]

private let binary: [(String, @Sendable (Lanes, Lanes) -> Lanes, @Sendable (Double, Double) -> Double)] = [
  ("pow", { Numerics.pow($0, $1) }, { Glibc.pow($0, $1) }), ("atan2", { Numerics.atan2($0, $1) }, { Glibc.atan2($0, $1) }),
  ("hypot", { Numerics.hypot($0, $1) }, { Glibc.hypot($0, $1) }),
  ("min", { Numerics.min($0, $1) }, { $0.isNaN || $1.isNaN ? .nan : $0 < $1 ? $0 : $1 }),
  ("max", { Numerics.max($0, $1) }, { $0.isNaN || $1.isNaN ? .nan : $0 > $1 ? $0 : $1 }),
]

@Suite struct KernelLanesTests {
  @Test("functions of lanes agree with libm, special values included", arguments: unary.indices)
  func unaryFunctions(i: Int) {
    let (name, lanes, scalar) = unary[i]
    for x in special {
      for place in 0..<8 {
        var v = Lanes(repeating: 0.3)
        v[place] = x
        #expect(ulps(lanes(v)[place], scalar(x)) <= 4, "\(name)(\(x))")
      }
    }
  }

  @Test("functions of two lanes agree with libm, special values included", arguments: binary.indices)
  func binaryFunctions(i: Int) {
    let (name, lanes, scalar) = binary[i]
    for x in special {
      for y in special {
        let r = lanes(Lanes(repeating: x), Lanes(repeating: y))[3], expected = scalar(x, y)
        #expect(ulps(r, expected) <= 4 || r == 0 && expected == 0 && x == y, "\(name)(\(x), \(y)) = \(r)")
      }
    }
  }

  @Test("the padding never enters a reduction", arguments: [0, 1, 2, 7, 8, 9, 15, 16, 17, 33, 64, 1000, 1025])
  func reductions(n: Int) {
    let x = Vector(count: n), y = Vector(count: n)
    x.fill(.nan)
    y.fill(.infinity)
    for i in 0..<n {
      x[i] = Double((i * 7919) % 13) - 6
      y[i] = Double((i * 104729) % 11) - 5
    }
    #expect(x.dot(y) == zip(x.values, y.values).reduce(0) { $0 + $1.0 * $1.1 })
    #expect(x.sum == x.values.reduce(0, +))
    #expect(x.norm1 == x.values.reduce(0) { $0 + Swift.abs($1) })
    #expect(x.maxAbs == (x.values.map { Swift.abs($0) }.max() ?? 0))
    #expect(x.norm2 == x.values.reduce(0) { $0 + $1 * $1 }.squareRoot())
    #expect(x.isFinite)
    if n > 0 {
      x[n - 1] = .nan
      #expect(x.maxAbs.isNaN && !x.isFinite)
      x[n - 1] = -.infinity
      #expect(x.maxAbs == .infinity && !x.isFinite && x.norm2 == .infinity)
    }
  }

  @Test("norm2 survives squares beyond the range")
  func scaledNorm() {
    #expect(ulps(Vector([3e200, 4e200]).norm2, 5e200) <= 1)
    #expect(ulps(Vector([3e-200, -4e-200]).norm2, 5e-200) <= 1)
  }

  @Test("updates store what they should and nothing else", arguments: [1, 2, 7, 8, 9, 100])
  func updates(n: Int) {
    let a = Vector((0..<n).map(Double.init)), b = Vector((0..<n).map { 2 * Double($0) }), c = Vector(count: n)
    c.update(reading: a, b) { c, a, b in c = a + b }
    #expect(c.values == (0..<n).map { 3 * Double($0) })
    a.update(b, reading: c) { a, b, c in
      a += 1
      b = c
    }
    #expect(a.values == (0..<n).map { Double($0) + 1 } && b.values == c.values)
    a.add(c, times: 2)
    #expect(a.values == (0..<n).map { 7 * Double($0) + 1 })
    b.assign(a, minus: c, times: 2)
    #expect(b.values == (0..<n).map { Double($0) + 1 })
    b.scale(by: -1)
    #expect(b.values == (0..<n).map { -Double($0) - 1 })
  }
}
