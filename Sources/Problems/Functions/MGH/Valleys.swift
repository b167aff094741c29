import Autograd

// Two to four unknowns: valleys, bad scales and a singular minimum.

extension ProblemDeclaration {
  static let rosenbrock = ProblemDeclaration(
    "rosenbrock", aliases: ["banana"], "a curved valley; chained in more than two dimensions",
    formula: "sum_i 100 (x[i+1] - x[i]^2)^2 + (1 - x[i])^2", dimension: .any(default: 2, from: 2),
    form: { n in
      .sumOfSquares(
        { p in
          let x = p[0]
          let (a, b) = (x[..<(n - 1)], x[1...])
          return (100 * square(b - square(a)) + square(1 - a)).sum()
        },
        residuals: { p in
          let x = p[0]
          let (a, b) = (x[..<(n - 1)], x[1...])
          return concatenate([10 * (b - square(a)), 1 - a])
        })
    },
    start: [-1.2, 1], domain: [-2...2, -1...3], minimum: 0, at: [[1]], tags: [.leastSquares, .illConditioned],
    source: "Rosenbrock, Computer J. 3 (1960); More, Garbow and Hillstrom 1")

  static let freudensteinRoth = ProblemDeclaration(
    "freudenstein_roth", aliases: ["freudenstein"], "two minima; from the standard start methods end in the higher one",
    formula: "(x1 - 13 + ((5 - x2) x2 - 2) x2)^2 + (x1 - 29 + ((x2 + 1) x2 - 14) x2)^2",
    residuals: { x in [x[0] - 13 + ((5 - x[1]) * x[1] - 2) * x[1], x[0] - 29 + ((x[1] + 1) * x[1] - 14) * x[1]] },
    start: [0.5, -2], domain: [-10...15, -5...6], minimum: 0, at: [[5, 4]],
    localMinima: [LocalMinimum(48.98425367924002, at: [[11.412778986902094, -0.8968052532744765]])], tags: [.multimodal],
    source: "Freudenstein and Roth, J. ACM 10 (1963); More, Garbow and Hillstrom 2")

  static let powellBadlyScaled = ProblemDeclaration(
    "powell_badly_scaled", aliases: ["powellbs"], "two unknowns whose sizes at the minimum differ by a million",
    formula: "(1e4 x1 x2 - 1)^2 + (exp(-x1) + exp(-x2) - 1.0001)^2",
    residuals: { x in [1e4 * (x[0] * x[1]) - 1, exp(-x[0]) + exp(-x[1]) - 1.0001] },
    start: [0, 1], domain: [-1e-5...3e-5, 0...12], minimum: 0, at: [[1.0981593296998175e-05, 9.106146739866524]],
    tags: [.illConditioned], source: "Powell (1970); More, Garbow and Hillstrom 3")

  static let brownBadlyScaled = ProblemDeclaration(
    "brown_badly_scaled", aliases: ["brownbs"], "two unknowns whose sizes at the minimum differ by 5e11",
    formula: "(x1 - 1e6)^2 + (x2 - 2e-6)^2 + (x1 x2 - 2)^2",
    residuals: { x in [x[0] - 1e6, x[1] - 2e-6, x[0] * x[1] - 2] },
    start: [1, 1], domain: [0...2e6, 0...4e-6], minimum: 0, at: [[1e6, 2e-6]], tags: [.illConditioned],
    source: "Brown; More, Garbow and Hillstrom 4")

  static let beale = ProblemDeclaration(
    "beale", "a valley with a flat far end and steep walls",
    formula: "(1.5 - x1 (1 - x2))^2 + (2.25 - x1 (1 - x2^2))^2 + (2.625 - x1 (1 - x2^3))^2",
    residuals: { x in [1.5 - x[0] * (1 - x[1]), 2.25 - x[0] * (1 - pow(x[1], 2)), 2.625 - x[0] * (1 - pow(x[1], 3))] },
    start: [1, 1], domain: [-4.5...4.5], minimum: 0, at: [[3, 0.5]],
    source: "Beale (1958); More, Garbow and Hillstrom 5")

  static let helicalValley = ProblemDeclaration(
    "helical_valley", aliases: ["helix"], "a valley that winds around an axis",
    formula: "100 (x3 - 10 theta)^2 + 100 (sqrt(x1^2 + x2^2) - 1)^2 + x3^2, 2 pi theta the angle of (x1, x2) in (-pi/2, 3 pi/2]",
    dimension: .fixed(3),
    residuals: { x in
      let isThirdQuadrant = (x[0] .< 0) * (x[1] .< 0)
      let theta = (0.5 / Double.pi) * atan2(x[1], x[0]) + isThirdQuadrant
      return [10 * (x[2] - 10 * theta), 10 * (hypot(x[0], x[1]) - 1), x[2]]
    },
    start: [-1, 0, 0], domain: [-10...10], minimum: 0, at: [[1, 0, 0]],
    source: "Fletcher and Powell (1963); More, Garbow and Hillstrom 7")

  static let powellSingular = ProblemDeclaration(
    "powell_singular", "a quartic whose Hessian is singular at the minimum",
    formula: powellFormula, dimension: .any(default: 4, from: 4, multipleOf: 4), residuals: powellResiduals,
    start: [3, -1, 0, 1], domain: [-4...5], minimum: 0, at: [[0]], tags: [.convex, .illConditioned],
    source: "Powell (1962); More, Garbow and Hillstrom 13")

  static let extendedPowell = ProblemDeclaration(
    "extended_powell", aliases: ["extended_powell_singular"], "powell_singular in many dimensions",
    formula: powellFormula, dimension: .any(default: 12, from: 4, multipleOf: 4), residuals: powellResiduals,
    start: [3, -1, 0, 1], domain: [-4...5], minimum: 0, at: [[0]], tags: [.convex, .illConditioned],
    source: "Spedicato (1975); More, Garbow and Hillstrom 22")

  private static let powellFormula =
    "sum over fours (a, b, c, d) of (a + 10 b)^2 + 5 (c - d)^2 + (b - 2 c)^4 + 10 (a - d)^4"

  private static let powellResiduals: @Sendable (Expression) -> [Expression] = { x in
    let (a, b, c, d) = (x.slice(0..., step: 4), x.slice(1..., step: 4), x.slice(2..., step: 4), x.slice(3..., step: 4))
    return [a + 10 * b, 5.0.squareRoot() * (c - d), square(b - 2 * c), 10.0.squareRoot() * square(a - d)]
  }

  static let wood = ProblemDeclaration(
    "wood", "two curved valleys, coupled, with a saddle on the way",
    formula: "100 (x2 - x1^2)^2 + (1 - x1)^2 + 90 (x4 - x3^2)^2 + (1 - x3)^2 + 10 (x2 + x4 - 2)^2 + 0.1 (x2 - x4)^2",
    dimension: .fixed(4),
    residuals: { x in
      [
        10 * (x[1] - square(x[0])), 1 - x[0], 90.0.squareRoot() * (x[3] - square(x[2])), 1 - x[2],
        10.0.squareRoot() * (x[1] + x[3] - 2), 0.1.squareRoot() * (x[1] - x[3]),
      ]
    },
    start: [-3, -1, -3, -1], domain: [-10...10], minimum: 0, at: [[1]], tags: [.illConditioned],
    source: "Colville (1968); More, Garbow and Hillstrom 14")

  static let extendedRosenbrock = ProblemDeclaration(
    "extended_rosenbrock", "rosenbrock in two dimensions, many times; the copies do not touch each other",
    formula: "sum over pairs (a, b) of 100 (b - a^2)^2 + (1 - a)^2", dimension: .any(default: 10, from: 2, multipleOf: 2),
    residuals: { x in
      let (a, b) = (x.slice(0..., step: 2), x.slice(1..., step: 2))
      return [10 * (b - square(a)), 1 - a]
    },
    start: [-1.2, 1], domain: [-2...2, -1...3], minimum: 0, at: [[1]], tags: [.illConditioned],
    source: "Spedicato (1975); More, Garbow and Hillstrom 21")
}
