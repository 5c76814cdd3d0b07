// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "documentfailure.h"

#include <QByteArray>

namespace Procession {

bool isGzip(const QByteArray &content);
/// What was packed with gzip. Errors: `malformed`; `too_large` where it is more than `maxBytes`.
Result<QByteArray> gunzip(const QByteArray &content, qint64 maxBytes);

} // namespace Procession
