import Testing

/// A run that ends at a minimum of Moré, Garbow and Hillstrom.
private struct Run: Sendable, CustomTestStringConvertible {
  let problem: String
  let chain: String
  let f: Double
  var testDescription: String { "\(problem): \(chain)" }

  init(_ problem: String, _ chain: String, _ f: Double) { (self.problem, self.chain, self.f) = (problem, chain, f) }

  private static let marquardt = "levenbergmarquardt(gaussnewton)"
  private static let quasiNewton = "bfgs | strongwolfe"
  private static let limited = "lbfgs | strongwolfe"
  private static let levenberg = "levenbergmarquardt(newton)"

  static let all: [Run] = [
    Run("rosenbrock", limited, 0), Run("rosenbrock --start-scale 100", quasiNewton, 0),
    Run("freudenstein_roth", quasiNewton, 0), Run("freudenstein_roth", marquardt, 48.98425367924),
    Run("powell_badly_scaled", marquardt, 0), Run("powell_badly_scaled", quasiNewton, 0),
    Run("brown_badly_scaled", quasiNewton, 0), Run("brown_badly_scaled --start-scale 100", quasiNewton, 0),
    Run("beale", marquardt, 0), Run("jennrich_sampson", levenberg, 124.36218235561486),
    Run("helical_valley", marquardt, 0), Run("helical_valley --start-scale 100", quasiNewton, 0),
    Run("bard", marquardt, 0.008214877306578975), Run("bard --start-scale 10", quasiNewton, 0.008214877306578975),
    Run("gaussian", quasiNewton, 1.127932769618648e-08), Run("meyer", marquardt, 87.94585517085112),
    Run("gulf_research", quasiNewton, 0), Run("gulf_research", levenberg, 0),
    Run("box_3d", marquardt, 0), Run("box_3d --start-scale 10", quasiNewton, 0),
    Run("powell_singular", limited, 0), Run("powell_singular --start-scale 100", quasiNewton, 0),
    Run("wood", quasiNewton, 0), Run("wood --start-scale 100", quasiNewton, 0),
    Run("kowalik_osborne", levenberg, 0.0003075056038492374), Run("brown_dennis", levenberg, 85822.20162635634),
    Run("osborne1", "dogleg(gaussnewton)", 5.464894697482906e-05), Run("biggs_exp6", marquardt, 0),
    Run("biggs_exp6", quasiNewton, 0.005655649925499931), Run("osborne2", quasiNewton, 0.04013773629354774),
    Run("watson", marquardt, 0.0022876700535524362), Run("watson --dim 9", "newton | strongwolfe", 1.3997601380990199e-06),
    Run("watson --dim 12", "newton | strongwolfe", 4.722381105891757e-10),
    Run("extended_rosenbrock", limited, 0), Run("extended_rosenbrock --dim 1000", limited, 0),
    Run("extended_powell", limited, 0), Run("penalty1", limited, 2.2499775008999372e-05),
    Run("penalty1 --dim 10", marquardt, 7.08765146709037e-05), Run("penalty2", levenberg, 9.376293007355441e-06),
    Run("penalty2 --dim 10", quasiNewton, 0.00029366053745674594), Run("variably_dimensioned", quasiNewton, 0),
    Run("trigonometric", "dogleg(gaussnewton)", 0), Run("trigonometric", quasiNewton, 2.7950561218794563e-05),
    Run("brown_almost_linear", quasiNewton, 0), Run("discrete_boundary_value", limited, 0),
    Run("discrete_integral", limited, 0), Run("discrete_integral --dim 1000", limited, 0),
    Run("broyden_tridiagonal", limited, 0), Run("broyden_banded", marquardt, 0),
    Run("broyden_banded", quasiNewton, 3.057278432425819), Run("broyden_banded --start-scale 10", quasiNewton, 2.6802199207261356),
    Run("linear_full_rank", limited, 10), Run("linear_rank1", quasiNewton, 380.0 / 82), Run("linear_rank1_zero", quasiNewton, 454.0 / 74),
    Run("chebyquad", limited, 0.00351687372567793), Run("chebyquad --dim 9", marquardt, 0),
    Run("chebyquad --dim 10", limited, 0.006503954800882306),
  ]
}

@Suite struct MGHSolveTests {
  /// From the paper's starts methods end at the paper's minima: the problem that the tool solves is the one that it names.
  @Test(arguments: Run.all) fileprivate func minimum(_ run: Run) throws {
    let words = run.problem.split(separator: " ").map(String.init)
    let result = try tzopt(
      ["solve"] + words + ["--chain", run.chain, "--steps", "5000", "--gtol", "1e-9", "--quiet", "--format", "jsonl"])
    #expect(result.status == 0, "\(result.err)")
    let f = try #require(try result.objects().last?["f"] as? Double)
    // A quartic minimum is flat: f = 0 is met to 1e-10.
    #expect(abs(f - run.f) <= 1e-7 * run.f + (run.f == 0 ? 1e-10 : 0), "f = \(f)")
  }
}
