// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "documentfailure.h"

#include <QByteArray>

namespace Procession {

bool isGzip(const QByteArray &content);
/// Unpacks gzip. Errors: `malformed`; `too_large` where the content is more than `maxBytes`.
Result<QByteArray> gunzip(const QByteArray &content, qint64 maxBytes);

} // namespace Procession
