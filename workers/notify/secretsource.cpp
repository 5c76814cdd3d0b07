// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "secretsource.h"

#include <QFile>

#include <algorithm>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 maxSecretBytes = 65536;

} // namespace

Result<QByteArray> readSecret(const SecretSource &source)
{
    const QString shown = source.file.isEmpty() ? source.variable : source.file;
    const auto refuse = [&shown](const QString &why) {
        return Error{ErrorCode::Io, u"Can't use the secret in %1: %2."_s.arg(shown, why), {}};
    };
    QByteArray secret;
    if (source.file.isEmpty()) {
        secret = qgetenv(source.variable.toLocal8Bit().constData());
    } else {
        QFile file(source.file);
        if (!file.open(QIODevice::ReadOnly))
            return refuse(file.errorString());
        secret = file.read(maxSecretBytes + 1);
    }
    while (secret.endsWith('\n') || secret.endsWith('\r'))
        secret.chop(1);
    if (secret.isEmpty())
        return refuse(u"it is empty"_s);
    if (secret.size() > maxSecretBytes)
        return refuse(u"it is longer than %1 bytes"_s.arg(maxSecretBytes));
    const auto isControl = [](char c) { return (c >= 0 && c < ' ') || c == '\x7f'; };
    if (std::any_of(secret.cbegin(), secret.cend(), isControl))
        return refuse(u"it has a control character in it"_s);
    return secret;
}

} // namespace Procession
