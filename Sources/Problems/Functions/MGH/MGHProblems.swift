import Autograd

// The 35 problems of Moré, Garbow and Hillstrom, Testing Unconstrained Optimization Software, ACM TOMS 7(1), 1981: f = Σr², not
// halved, from the paper's starts; its further starts are 10 and 100 times those. Minima and minimizers are the paper's, computed
// to all digits. Two of the paper's statements are mended: the formula of gulf_research is a misprint, and its minimum of
// chebyquad in ten dimensions is not the lowest.

extension ProblemDeclaration {
  /// In the order of the paper.
  public static let mgh: [ProblemDeclaration] = [
    rosenbrock, freudensteinRoth, powellBadlyScaled, brownBadlyScaled, beale, jennrichSampson, helicalValley, bard, gaussian, meyer,
    gulfResearch, box3D, powellSingular, wood, kowalikOsborne, brownDennis, osborne1, biggsExp6, osborne2, watson,
    extendedRosenbrock, extendedPowell, penalty1, penalty2, variablyDimensioned, trigonometric, brownAlmostLinear,
    discreteBoundaryValue, discreteIntegral, broydenTridiagonal, broydenBanded, linearFullRank, linearRank1, linearRank1Zero,
    chebyquad,
  ]
}

/// 1, 2, …, count: the paper's i.
func ordinals(_ count: Int) -> [Double] { (1...count).map(Double.init) }
