// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "secretsource.h"

#include <QMap>

namespace Procession {

/// The secrets of a channel, read for one message, which know how to hide themselves. One thread.
class ChannelSecrets
{
public:
    /// In place of a secret, in all that is shown.
    static QString mask() { return QStringLiteral("***"); }

    /// Errors: Io, see readSecret().
    static Result<ChannelSecrets> read(const QMap<QString, SecretSource> &sources);
    /// Masks of the same names, for a preview: nothing is read.
    static QMap<QString, QString> masked(const QMap<QString, SecretSource> &sources);

    const QMap<QString, QString> &values() const { return m_values; }
    void add(const QString &name, const QByteArray &value) { m_values.insert(name, QString::fromUtf8(value)); }
    /// A text of others as one short line without the secrets and their longer parts, such as the path of a URL.
    QString hide(const QString &text) const;

private:
    QMap<QString, QString> m_values;
};

} // namespace Procession
