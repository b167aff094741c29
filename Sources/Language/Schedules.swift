import Glibc

/// The named shapes of schedules: functions of the step t = 0, 1, 2, …
///
/// p = min(t / steps, 1) is the part of the way that has been gone, so that each shape begins at t = 0, arrives at t = steps
/// and stays there.
public enum Schedule {
  /// The same value at every step.
  public static func constant(_ t: Double, value: Double) -> Double { value }

  /// from + (to − from)·p
  public static func linear(_ t: Double, from: Double, to: Double, steps: Double) -> Double {
    t >= steps ? to : from + (to - from) * (t / steps)
  }

  /// from·(to / from)^p: the same factor at every step. Both ends are positive.
  public static func exponential(_ t: Double, from: Double, to: Double, steps: Double) -> Double {
    t >= steps ? to : from * pow(to / from, t / steps)
  }

  /// to + (from − to)·(1 + cos πp)/2: half a cosine (Loshchilov and Hutter 2017, SGDR, equation 5, without restarts).
  public static func cosine(_ t: Double, from: Double, to: Double, steps: Double) -> Double {
    t >= steps ? to : to + (from - to) * (1 + cos(.pi * t / steps)) / 2
  }

  /// value·factor^⌊t / every⌋
  public static func step(_ t: Double, value: Double, factor: Double, every: Double) -> Double {
    value * pow(factor, floor(t / every))
  }

  /// Up from peak/start_div to peak in the first warm·steps steps, then down to peak/(start_div·end_div), both along half
  /// cosines (Smith and Topin 2018, with the divisors of PyTorch's OneCycleLR).
  public static func onecycle(
    _ t: Double, peak: Double, steps: Double, warm: Double = 0.3, startDivisor: Double = 25, endDivisor: Double = 1e4
  ) -> Double {
    let start = peak / startDivisor
    let turn = warm * steps
    return t < turn
      ? cosine(t, from: start, to: peak, steps: turn)
      : cosine(t - turn, from: peak, to: start / endDivisor, steps: steps - turn)
  }

  /// from + (to − from)·p
  public static func warmup(_ t: Double, to: Double, steps: Double, from: Double = 0) -> Double {
    linear(t, from: from, to: to, steps: steps)
  }
}
