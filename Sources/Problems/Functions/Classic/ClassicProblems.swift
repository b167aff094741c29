// The functions that papers and courses on optimization use, by kind. Where sources disagree about a formula, the source that is
// named is followed. Starts: the standard ones where there are any (CUTEst's, and those of Moré, Garbow and Hillstrom for what is
// theirs too), else a plain point inside of the domain. Minimizers are all that are known, or in many dimensions those that a
// rule gives; they and the minima are rounded from computations with fifty digits.

extension ProblemDeclaration {
  public static let classic: [ProblemDeclaration] =
    classicQuadratics + classicBowls + classicValleys + classicSystems + classicFewMinima + classicWaves + classicRoundWaves
    + classicRugged + classicTables

  /// Those that the reference traces, or Moré, Garbow and Hillstrom, have as well.
  private static let classicValleys: [ProblemDeclaration] = [
    booth, rosenbrock, beale, freudensteinRoth, helicalValley, powellSingular.called("powell"), wood.called("colville"),
  ]
}
