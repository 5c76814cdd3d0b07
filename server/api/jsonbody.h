// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "result.h"

#include <QJsonObject>

namespace Procession {

/// The JSON object that `bytes` spell. Errors: MalformedJson; InvalidField where it is JSON but no object.
Result<QJsonObject> objectFromJson(const QByteArray &bytes);

} // namespace Procession
