#pragma once

namespace trainyard {

/// The least whole number that at most so many failures reach with probability `p` in (0, 1), when `expected`
/// come at the planned rates: a Poisson count whose rates are only known as a log-normal about the planned
/// ones, `rate_sigma` being the standard deviation of their logarithm (rate_sigma() of reliability.h).
/// P(N <= n) = integral of phi(z) Q(n + 1, expected exp(rate_sigma z)) dz with Q the regularised upper
/// incomplete gamma function, as a sum over z from -4 to 4.
[[nodiscard]] double failure_count_quantile(double expected, double rate_sigma, double p);

}  // namespace trainyard
