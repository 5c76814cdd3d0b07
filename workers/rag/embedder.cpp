// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "embedder.h"

#include <cmath>
#include <numeric>

namespace Procession {

void normalize(Vector &vector)
{
    const float square = std::inner_product(vector.begin(), vector.end(), vector.begin(), 0.0F);
    if (!(square > 1e-12F) || !std::isfinite(square)) {
        vector.clear();
        return;
    }
    const float factor = 1.0F / std::sqrt(square);
    for (float &value : vector)
        value *= factor;
}

} // namespace Procession
