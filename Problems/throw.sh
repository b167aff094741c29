#!/bin/sh
# A program as an objective: a ball is thrown with x1 tens of m/s at x2 radians, against the air; f is the squared distance, in
# units of 10 m, from where it comes down to a mark 60 m away, plus a hundredth of the squared speed.
while read -r line; do
  numbers=${line#*[}
  printf '%s\n' "${numbers%]*}" | awk -F, '{
    u = 10 * $1 * cos($2); v = 10 * $1 * sin($2); x = y = 0; t = 0.01
    do {
      drag = 0.01 * sqrt(u * u + v * v)
      u0 = u; v0 = v; y0 = y; x0 = x
      u -= t * drag * u0; v -= t * (9.81 + drag * v0)
      x += t * (u + u0) / 2; y += t * (v + v0) / 2
    } while (y > 0)
    landing = x0 + (x - x0) * (y0 == y ? 0 : y0 / (y0 - y))
    printf "{\"f\":%.17g}\n", ((landing - 60) / 10) ^ 2 + $1 ^ 2 / 100
  }'
done
