// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "embedder.h"

#include <cmath>
#include <cstring>
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

QByteArray bytesOf(const Vector &vector)
{
    return {reinterpret_cast<const char *>(vector.data()), static_cast<qsizetype>(vector.size() * sizeof(float))};
}

Vector vectorFrom(const QByteArray &bytes)
{
    Vector vector(static_cast<size_t>(bytes.size()) / sizeof(float));
    std::memcpy(vector.data(), bytes.constData(), vector.size() * sizeof(float));
    return vector;
}

} // namespace Procession
