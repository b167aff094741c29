import Autograd

// Curves through measured data: each residual is one datum less the model, or the other way round.

extension ProblemDeclaration {
  static let bard = ProblemDeclaration(
    "bard", "a rational function through fifteen data; from far away methods end at infinity",
    formula: "sum_i (y[i] - x1 - u[i] / (v[i] x2 + w[i] x3))^2, u = i, v = 16 - i, w = min(u, v), i = 1, ..., 15",
    dimension: .fixed(3),
    residuals: { x in
      let u = ordinals(15)
      let v = u.map { 16 - $0 }
      let w = zip(u, v).map(Swift.min)
      let y = x.graph.vector([0.14, 0.18, 0.22, 0.25, 0.29, 0.32, 0.35, 0.39, 0.37, 0.58, 0.73, 0.96, 1.34, 2.10, 4.39])
      return [y - x[0] - x.graph.vector(u) / (x[1] * x.graph.vector(v) + x[2] * x.graph.vector(w))]
    },
    start: [1], minimum: 0.008214877306578975, at: [[0.08241055974978893, 1.1330360920297216, 2.343695178642537]],
    localMinima: [LocalMinimum(17.428693333333333, at: [[0.8406666666666667, -.infinity, -.infinity]])],
    source: "Bard (1970); More, Garbow and Hillstrom 8")

  static let gaussian = ProblemDeclaration(
    "gaussian", "a bell curve through fifteen data that are nearly one",
    formula: "sum_i (x1 exp(-x2 (t[i] - x3)^2 / 2) - y[i])^2, t = (8 - i)/2, i = 1, ..., 15", dimension: .fixed(3),
    residuals: { x in
      let half = [0.0009, 0.0044, 0.0175, 0.0540, 0.1295, 0.2420, 0.3521]
      let t = x.graph.vector(ordinals(15).map { (8 - $0) / 2 })
      return [x[0] * exp(-0.5 * x[1] * square(t - x[2])) - x.graph.vector(half + [0.3989] + half.reversed())]
    },
    start: [0.4, 1, 0], minimum: 1.127932769618648e-08, at: [[0.39895613783875666, 1.0000190844878056, 0]],
    source: "More, Garbow and Hillstrom 9")

  static let meyer = ProblemDeclaration(
    "meyer", "resistance of a thermistor: an exponential that three badly scaled numbers describe",
    formula: "sum_i (x1 exp(x2 / (t[i] + x3)) - y[i])^2, t = 45 + 5 i, i = 1, ..., 16", dimension: .fixed(3),
    residuals: { x in
      let y = [
        34780.0, 28610, 23650, 19630, 16370, 13720, 11540, 9744, 8261, 7030, 6005, 5147, 4427, 3820, 3307, 2872,
      ]
      let t = x.graph.vector(ordinals(16).map { 45 + 5 * $0 })
      return [x[0] * exp(x[1] / (t + x[2])) - x.graph.vector(y)]
    },
    start: [0.02, 4000, 250], minimum: 87.94585517085112,
    at: [[0.005609636471028053, 6181.346346286372, 345.2236346241365]], tags: [.illConditioned],
    source: "Meyer (1970); More, Garbow and Hillstrom 10")

  static let kowalikOsborne = ProblemDeclaration(
    "kowalik_osborne", aliases: ["kowalik"], "a rational function of enzyme kinetics through eleven data",
    formula: "sum_i (y[i] - x1 (u[i]^2 + u[i] x2) / (u[i]^2 + u[i] x3 + x4))^2, i = 1, ..., 11", dimension: .fixed(4),
    residuals: { x in
      let y = [0.1957, 0.1947, 0.1735, 0.1600, 0.0844, 0.0627, 0.0456, 0.0342, 0.0323, 0.0235, 0.0246]
      let u = x.graph.vector([4, 2, 1, 0.5, 0.25, 0.167, 0.125, 0.1, 0.0833, 0.0714, 0.0625])
      return [x.graph.vector(y) - x[0] * (square(u) + u * x[1]) / (square(u) + u * x[2] + x[3])]
    },
    start: [0.25, 0.39, 0.415, 0.39], minimum: 0.0003075056038492374,
    at: [[0.19280693457903786, 0.19128232873436696, 0.12305650692632066, 0.13606233068379484]],
    localMinima: [LocalMinimum(0.0010273430486954578, at: [[.infinity, -14.07588340060331, -.infinity, -.infinity]])],
    source: "Kowalik and Osborne (1968); More, Garbow and Hillstrom 15")

  static let osborne1 = ProblemDeclaration(
    "osborne1", aliases: ["osborne_1"], "a constant and two exponentials through 33 data",
    formula: "sum_i (y[i] - x1 - x2 exp(-t[i] x4) - x3 exp(-t[i] x5))^2, t = 10 (i - 1), i = 1, ..., 33", dimension: .fixed(5),
    residuals: { x in
      let y = [
        0.844, 0.908, 0.932, 0.936, 0.925, 0.908, 0.881, 0.850, 0.818, 0.784, 0.751, 0.718, 0.685, 0.658, 0.628, 0.603, 0.580,
        0.558, 0.538, 0.522, 0.506, 0.490, 0.478, 0.467, 0.457, 0.448, 0.438, 0.431, 0.424, 0.420, 0.414, 0.411, 0.406,
      ]
      let t = x.graph.vector(ordinals(33).map { 10 * ($0 - 1) })
      return [x.graph.vector(y) - x[0] - x[1] * exp(-t * x[3]) - x[2] * exp(-t * x[4])]
    },
    start: [0.5, 1.5, -1, 0.01, 0.02], minimum: 5.464894697482906e-05,
    at: [[0.37541005210695205, 1.9358469127123674, -1.464687136613423, 0.012867534640057288, 0.02212269966167261]],
    tags: [.illConditioned], source: "Osborne (1972); More, Garbow and Hillstrom 17")

  static let osborne2 = ProblemDeclaration(
    "osborne2", aliases: ["osborne_2"], "an exponential and three bell curves through 65 data",
    formula: "sum_i (y[i] - x1 exp(-t[i] x5) - sum_k x[k] exp(-(t[i] - x[k+7])^2 x[k+4]))^2, k = 2, 3, 4, t = (i - 1)/10, "
      + "i = 1, ..., 65",
    dimension: .fixed(11),
    residuals: { x in
      let y = [
        1.366, 1.191, 1.112, 1.013, 0.991, 0.885, 0.831, 0.847, 0.786, 0.725, 0.746, 0.679, 0.608, 0.655, 0.616, 0.606, 0.602,
        0.626, 0.651, 0.724, 0.649, 0.649, 0.694, 0.644, 0.624, 0.661, 0.612, 0.558, 0.533, 0.495, 0.500, 0.423, 0.395, 0.375,
        0.372, 0.391, 0.396, 0.405, 0.428, 0.429, 0.523, 0.562, 0.607, 0.653, 0.672, 0.708, 0.633, 0.668, 0.645, 0.632, 0.591,
        0.559, 0.597, 0.625, 0.739, 0.710, 0.729, 0.720, 0.636, 0.581, 0.428, 0.292, 0.162, 0.098, 0.054,
      ]
      let t = x.graph.vector(ordinals(65).map { ($0 - 1) / 10 })
      let bells = (1...3).map { k in x[k] * exp(-square(t - x[k + 7]) * x[k + 4]) }
      return [x.graph.vector(y) - x[0] * exp(-t * x[4]) - bells[0] - bells[1] - bells[2]]
    },
    start: [1.3, 0.65, 0.65, 0.7, 0.6, 3, 5, 7, 2, 4.5, 5.5], minimum: 0.04013773629354774,
    at: [
      [
        1.3099771546273005, 0.4315537946029889, 0.633661698960724, 0.5994305347859163, 0.7541832263280113, 0.9042885798596336,
        1.3658118352370285, 4.8236988172271555, 2.3986848661317546, 4.568874597667672, 5.6753414705806415,
      ]
    ],
    source: "Osborne (1972); More, Garbow and Hillstrom 19")
}
