import Autograd
import Numerics

#if canImport(Glibc)
  import Glibc
#endif

// Smooth functions with many minima in a regular pattern.

extension ProblemDeclaration {
  static let classicWaves: [ProblemDeclaration] = [
    ProblemDeclaration(
      "rastrigin", "a parabola full of equally spaced pits",
      formula: "sum_i x[i]^2 - 10 cos(2 pi x[i]) + 10", dimension: .any(default: 2),
      value: { x in (square(x) - 10 * cos((2 * Double.pi) * x) + 10).sum() },
      start: [2.4, -1.7], domain: [-5.12...5.12], minimum: 0, at: [[0]], tags: [.multimodal, .separable],
      source: "Rastrigin (1974); n dimensions: Muehlenbein, Schomisch and Born (1991)"),
    ProblemDeclaration(
      "griewank", aliases: ["griewangk"], "a wide bowl with shallow waves, fewer felt as n grows",
      formula: "1 + sum_i x[i]^2/4000 - prod_i cos(x[i]/sqrt(i))", dimension: .any(default: 2),
      value: { x in
        let scales = x.graph.vector(ordinals(x.count).map { 1 / $0.squareRoot() })
        let waves: Expression = cos(scales * x)
        return 1 + square(x).sum() / 4000 - waves.prod()
      },
      start: [200, -120], domain: [-600...600], minimum: 0, at: [[0]], tags: [.multimodal],
      source: "Griewank, J. Optim. Theory Appl. 34 (1981)"),
    ProblemDeclaration(
      "levy", "waves of two kinds on a bowl (the form of SFU)",
      formula: "sin^2(pi w1) + sum_{i<n} (w[i]-1)^2 (1 + 10 sin^2(pi w[i] + 1)) + (w[n]-1)^2 (1 + sin^2(2 pi w[n])), w = 1 + (x-1)/4",
      dimension: .any(default: 2),
      residuals: { x in
        let n = x.count
        let w = 0.75 + 0.25 * x
        let last = w[n - 1]
        let (first, lastWave): (Expression, Expression) = (sin(Double.pi * w[0]), sin(2 * Double.pi * last))
        let ends = [first, last - 1, (last - 1) * lastWave]
        if n == 1 { return ends }
        let inner = w[..<(n - 1)]
        let wave: Expression = sin(Double.pi * inner + 1)
        return [inner - 1, 10.0.squareRoot() * ((inner - 1) * wave)] + ends
      },
      start: [5, -6], domain: [-10...10], minimum: 0, at: [[1]], tags: [.multimodal],
      source: "Levy and Montalvo, SIAM J. Sci. Stat. Comput. 6 (1985); SFU library"),
    ProblemDeclaration(
      "levy13", "waves that meet at (1, 1)",
      formula: "sin^2(3 pi x1) + (x1 - 1)^2 (1 + sin^2(3 pi x2)) + (x2 - 1)^2 (1 + sin^2(2 pi x2))",
      residuals: { x in
        let (a, b) = (x[0] - 1, x[1] - 1)
        let waves: Expression = sin(3 * Double.pi * x)
        let slowWave: Expression = sin(2 * Double.pi * x[1])
        return [waves[0], a, a * waves[1], b, b * slowWave]
      },
      start: [5, -6], domain: [-10...10], minimum: 0, at: [[1]], tags: [.multimodal],
      source: "Levy and Montalvo, SIAM J. Sci. Stat. Comput. 6 (1985); SFU library"),
    ProblemDeclaration(
      "egg_crate", "pits on a square grid, the middle one lowest", formula: "x1^2 + x2^2 + 25 (sin^2(x1) + sin^2(x2))",
      residuals: { x in [x, 5 * sin(x)] },
      start: [1, 2], domain: [-5...5], minimum: 0, at: [[0]], tags: [.multimodal, .separable],
      source: "Jamil and Yang, a literature survey of benchmark functions (2013); start of CUTEst"),
    ProblemDeclaration(
      "giunta", "a bowl with a small ripple",
      formula: "0.6 + sum_i sin(y[i]) + sin^2(y[i]) + 1/50 sin(4 y[i]), y = 16/15 x - 1",
      value: { x in
        let y = (16.0 / 15) * x - 1
        let (wave, ripple): (Expression, Expression) = (sin(y), sin(4 * y))
        return 0.6 + (wave + square(wave) + 0.02 * ripple).sum()
      },
      start: [-0.5, 0.8], domain: [-1...1], minimum: 0.064470420536905650, at: [[0.4673200253979606]],
      tags: [.multimodal, .separable], source: "Mishra, MPRA paper 2718 (2006)"),
    ProblemDeclaration(
      "parsopoulos", "equal minima on a rectangular grid", formula: "cos^2(x1) + sin^2(x2)",
      residuals: { x in [cos(x[0]), sin(x[1])] },
      start: [1, 1], domain: [-5...5], minimum: 0,
      at: pairs([-1.5 * Double.pi, -0.5 * Double.pi, 0.5 * Double.pi, 1.5 * Double.pi], [-Double.pi, 0, Double.pi]),
      tags: [.multimodal, .separable], source: "Parsopoulos and Vrahatis, Natural Computing 1 (2002)"),
    ProblemDeclaration(
      "bird", "a saddle between walls, with two deep pits",
      formula: "(x1 - x2)^2 + exp((1 - sin(x1))^2) cos(x2) + exp((1 - cos(x2))^2) sin(x1)",
      value: { x in
        let (s, c): (Expression, Expression) = (sin(x[0]), cos(x[1]))
        let (left, right): (Expression, Expression) = (exp(square(1 - s)), exp(square(1 - c)))
        return square(x[0] - x[1]) + left * c + right * s
      },
      start: [0, 1], domain: [-2 * Double.pi...2 * Double.pi], minimum: -106.76453674926468,
      at: [[4.701043130249553, 3.15293850372493], [-1.5821421769300335, -3.1302468034546562]], tags: [.multimodal],
      source: "Mishra, MPRA paper 2718 (2006)"),
    ProblemDeclaration(
      "gramacy_lee", "one entry: a wave that grows towards 0", formula: "sin(10 pi x1)/(2 x1) + (x1 - 1)^4",
      dimension: .fixed(1),
      value: { x in
        let wave: Expression = sin(10 * Double.pi * x[0])
        return 0.5 * wave / x[0] + square(square(x[0] - 1))
      },
      start: [1.2], domain: [0.5...2.5], minimum: -0.86901113498949977, at: [[0.5485634445276052]], withinDomain: true,
      tags: [.multimodal], source: "Gramacy and Lee, Statistics and Computing 22 (2012)"),
    ProblemDeclaration(
      "shubert", "products of sums of waves; in two dimensions 18 equal minima within the domain",
      formula: "prod_i sum_{k=1..5} k cos((k+1) x[i] + k)", dimension: .any(default: 2, from: 2),
      value: { x in
        let waves = (1...5).map { k -> Expression in Double(k) * cos(Double(k + 1) * x + Double(k)) }
        return waves.dropFirst().reduce(waves[0], +).prod()
      },
      start: [-6, 3], domain: [-10...10],
      minimum: .rule { n in -12.870885497725685 * pow(14.508007927195033, Double(n - 1)) },
      at: shubertMinimizers, tags: [.multimodal], source: "Shubert, SIAM J. Numer. Anal. 9 (1972)"),
    ProblemDeclaration(
      "trefethen", "waves upon waves: the SIAM hundred-digit challenge, problem 4",
      formula: "exp(sin(50 x1)) + sin(60 exp(x2)) + sin(70 sin(x1)) + sin(sin(80 x2)) - sin(10 (x1 + x2)) + (x1^2 + x2^2)/4",
      value: { v in
        let (x, y) = (v[0], v[1])
        let (a, b): (Expression, Expression) = (sin(50 * x), exp(y))
        let (c, d): (Expression, Expression) = (sin(x), sin(80 * y))
        let (first, second): (Expression, Expression) = (exp(a), sin(60 * b))
        let (third, fourth): (Expression, Expression) = (sin(70 * c), sin(d))
        let fifth: Expression = sin(10 * (x + y))
        return first + second + third + fourth - fifth + 0.25 * (square(x) + square(y))
      },
      start: [0.5, -0.5], domain: [-1...1], minimum: -3.3068686474752373,
      at: [[-0.024403079694375173, 0.21061242715535577]], tags: [.multimodal], source: "Trefethen, SIAM News 35 (2002)"),
  ]

  /// All pairs of a first and a second entry.
  static func pairs(_ first: [Double], _ second: [Double]) -> [EntryRule] {
    first.flatMap { a in second.map { b in [a, b] } }
  }

  /// One factor at its lowest and all others at their highest: in two dimensions all minimizers in the domain.
  private static let shubertMinimizers: [EntryRule] = {
    let lowest = [-7.708313735499347, -1.425128428319761, 4.858056878859825]
    let highest = [-7.0835064076515595, -0.8003211004719731, 5.482864206707613]
    return [0, 1].flatMap { place in
      pairs(lowest, highest).map { pair in
        let (low, high) = (pair(2)[0], pair(2)[1])
        return .rule { n in (0..<n).map { $0 == place ? low : high } }
      }
    }
  }()
}
