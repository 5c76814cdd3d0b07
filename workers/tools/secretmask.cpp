// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "secretmask.h"

#include <algorithm>
#include <utility>

namespace Procession {

SecretMask::SecretMask(const QByteArrayList &secrets)
{
    for (const QByteArray &secret : secrets) {
        if (secret.size() >= shortestSecret)
            m_secrets.append(secret);
    }
    std::sort(m_secrets.begin(), m_secrets.end(),
              [](const QByteArray &a, const QByteArray &b) { return a.size() > b.size(); });
}

/// How many of the last bytes are the first ones of a secret.
qsizetype SecretMask::beginningAtEnd() const
{
    qsizetype most = 0;
    for (const QByteArray &secret : m_secrets) {
        qsizetype length = std::min(m_held.size(), secret.size() - 1);
        while (length > most && !m_held.endsWith(QByteArrayView(secret).first(length)))
            --length;
        most = std::max(most, length);
    }
    return most;
}

QByteArray SecretMask::feed(QByteArrayView bytes)
{
    if (m_secrets.isEmpty())
        return bytes.toByteArray();
    m_held.append(bytes);
    for (const QByteArray &secret : std::as_const(m_secrets))
        m_held.replace(secret, QByteArrayView("***"));
    const qsizetype held = beginningAtEnd();
    const QByteArray shown = m_held.chopped(held);
    m_held = m_held.last(held);
    return shown;
}

QByteArray SecretMask::finish()
{
    return std::exchange(m_held, {});
}

} // namespace Procession
