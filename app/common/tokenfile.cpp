// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tokenfile.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLoggingCategory>
#include <QRandomGenerator>

#include <array>

namespace Procession::TokenFile {

using namespace Qt::StringLiterals;

namespace {

Q_LOGGING_CATEGORY(lcToken, "procession.token")

constexpr auto ownerOnly = QFileDevice::ReadOwner | QFileDevice::WriteOwner;

Error ioError(const QFile &file)
{
    return {ErrorCode::Io, u"Can't use the token file %1: %2."_s.arg(file.fileName(), file.errorString()), {}};
}

QByteArray newToken()
{
    std::array<quint32, 8> random{};
    QRandomGenerator::system()->fillRange(random.data(), random.size());
    return QByteArray(reinterpret_cast<const char *>(random.data()), sizeof(random)).toHex();
}

} // namespace

QString pathIn(const QString &dataDir)
{
    return dataDir + "/token"_L1;
}

Result<QByteArray> loadOrCreate(const QString &path)
{
    QFile file(path);
    if (file.exists()) {
        if (!file.open(QIODevice::ReadOnly))
            return ioError(file);
        if (file.permissions() & (QFileDevice::ReadGroup | QFileDevice::ReadOther)) {
            qCWarning(lcToken).noquote() << "others could read" << path << "until now; it is closed to them";
            file.setPermissions(ownerOnly);
        }
        const QByteArray token = file.readAll().trimmed();
        if (token.isEmpty())
            return Error{ErrorCode::Io, u"The token file %1 is empty; delete it to get a new token."_s.arg(path), {}};
        return token;
    }

    QDir().mkpath(QFileInfo(path).path());
    if (!file.open(QIODevice::WriteOnly | QIODevice::NewOnly, ownerOnly))
        return ioError(file);
    const QByteArray token = newToken();
    if (file.write(token + '\n') < 0 || !file.flush()) {
        const Error error = ioError(file);
        file.remove();
        return error;
    }
    return token;
}

} // namespace Procession::TokenFile
