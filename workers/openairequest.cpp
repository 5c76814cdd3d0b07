// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "openairequest.h"

#include <algorithm>
#include <array>
#include <fcntl.h>
#include <unistd.h>

namespace Procession {

using namespace Qt::StringLiterals;

QNetworkRequest openAiRequest(const QUrl &baseUrl, const QString &path, const QByteArray &token)
{
    QUrl url = baseUrl;
    QString base = url.path();
    while (base.endsWith(u'/'))
        base.chop(1);
    if (!base.endsWith("/v1"_L1))
        base += "/v1"_L1;
    url.setPath(base + path);
    QNetworkRequest request(url);
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    request.setHeader(QNetworkRequest::UserAgentHeader, u"Procession"_s);
    if (!token.isEmpty())
        request.setRawHeader("Authorization", "Bearer " + token);
    return request;
}

bool hasDescriptorsToConnect()
{
    constexpr int needed = 16;
    std::array<int, needed> taken{};
    taken.fill(-1);
    const bool all = std::all_of(taken.begin(), taken.end(), [](int &descriptor) {
        descriptor = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
        return descriptor >= 0;
    });
    for (const int descriptor : taken) {
        if (descriptor >= 0)
            ::close(descriptor);
    }
    return all;
}

} // namespace Procession
