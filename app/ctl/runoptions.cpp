// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runoptions.h"

#include "apiendpoint.h"
#include "commandrunner.h"

namespace Procession {

QByteArrayList commandEnvironment(const RunOptions &options, const ApiEndpoint &endpoint, int attempt)
{
    QByteArrayList environment =
        ownEnvironment({"PROCESSION_TOKEN", "PROCESSION_PROCESS_ID", "PROCESSION_ATTEMPT", "PROCESSION_URL"});
    environment.append("PROCESSION_PROCESS_ID=" + options.id.bytes().toByteArray());
    environment.append("PROCESSION_ATTEMPT=" + QByteArray::number(attempt));
    environment.append("PROCESSION_URL=" + endpoint.url.toString(QUrl::RemoveUserInfo).toUtf8());
    if (options.passToken && !endpoint.token.isEmpty())
        environment.append("PROCESSION_TOKEN=" + endpoint.token);
    return environment;
}

} // namespace Procession
