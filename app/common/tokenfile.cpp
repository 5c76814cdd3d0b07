// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tokenfile.h"

#include "privatefile.h"

#include <QFile>
#include <QFileInfo>
#include <QRandomGenerator>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <optional>
#include <sys/stat.h>
#include <unistd.h>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

/// A token has far fewer bytes.
constexpr qint64 maxFileBytes = 64 * 1024;
constexpr qsizetype shortestToken = 16;
/// A head of a request may have 16 KiB unless configured, and the token stands in one.
constexpr qsizetype longestToken = 4096;

Error refused(const QString &path, const QString &why)
{
    return {ErrorCode::Io, u"Can't use the token file %1: %2."_s.arg(path, why), {}};
}

QByteArray newToken()
{
    std::array<quint32, 8> random{};
    QRandomGenerator::system()->fillRange(random.data(), random.size());
    return QByteArray(reinterpret_cast<const char *>(random.data()), sizeof(random)).toHex();
}

/// What keeps the file from being trusted, with the remedy; nothing where it may be used.
std::optional<QString> objection(const struct stat &about, const QString &path)
{
    if (!S_ISREG(about.st_mode))
        return u"it is no regular file; delete it to get a new token"_s;
    if (about.st_uid != ::geteuid()) {
        return u"it belongs to somebody else (user %1; this program runs as %2); delete it to get a new token, or "
               "give it to this user with chown"_s.arg(about.st_uid)
                   .arg(::geteuid());
    }
    if ((about.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        return u"others may read or write it (mode %1); delete it to get a new token, or, where nobody has read it, "
               "\"chmod 600 %2\""_s.arg(QString::number(about.st_mode & 0777, 8))
                   .arg(path);
    }
    return std::nullopt;
}

/// The token in the file; null where there is no file.
Result<QByteArray> load(const QString &path)
{
    const int descriptor =
        ::open(QFile::encodeName(path).constData(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (descriptor < 0) {
        if (errno == ENOENT)
            return QByteArray();
        if (errno == ELOOP)
            return refused(path,
                           u"it is a link, which isn't followed; put the file itself there, or delete the link "
                           "to get a new token"_s);
        return refused(path, QString::fromLocal8Bit(std::strerror(errno)));
    }
    QFile file;
    if (!file.open(descriptor, QIODevice::ReadOnly, QFileDevice::AutoCloseHandle)) {
        ::close(descriptor);
        return refused(path, file.errorString());
    }
    struct stat about = {};
    if (::fstat(descriptor, &about) != 0)
        return refused(path, QString::fromLocal8Bit(std::strerror(errno)));
    if (const auto problem = objection(about, path))
        return refused(path, *problem);
    const QByteArray token = file.read(maxFileBytes).trimmed();
    if (token.isEmpty())
        return refused(path, u"it is empty; delete it to get a new token"_s);
    if (const auto checked = checkToken(token, path); !checked)
        return checked.error();
    return token;
}

} // namespace

Result<void> checkToken(const QByteArray &token, const QString &source)
{
    const auto refuse = [&source](const QString &message) {
        return Error{ErrorCode::InvalidField, u"%1: %2"_s.arg(source, message), source};
    };
    if (token.size() < shortestToken) {
        // 26^6 / 70,000 s are 74 minutes; 16^16 / 70,000 s are 8 million years.
        return refuse(u"the token has %1 characters and needs at least %2: one machine tries 70,000 tokens a second, "
                      "which finds six letters within two hours. \"openssl rand -hex 16\" prints a good one; without "
                      "any, the server makes one itself."_s.arg(token.size())
                          .arg(shortestToken));
    }
    if (token.size() > longestToken)
        return refuse(u"the token has %1 characters; at most %2 are taken."_s.arg(token.size()).arg(longestToken));
    // A client puts it into a header as it is, and a header ends with the line.
    if (std::any_of(token.cbegin(), token.cend(), [](char c) { return c <= ' ' || c > '~'; }))
        return refuse(u"the token has a space or another character that can't stand in a header; use letters, digits "
                      "and signs of ASCII."_s);
    return {};
}

QString TokenFile::pathIn(const QString &dataDir)
{
    return dataDir + "/token"_L1;
}

Result<QByteArray> TokenFile::loadOrCreate(const QString &path)
{
    const QString folder = QFileInfo(path).path();
    if (PrivateFile::isOpenToAll(folder)) {
        return refused(path,
                       u"everybody may write to its folder, so anybody could put a token there; \"chmod o-w %1\", "
                       "then delete the file for a new token"_s.arg(folder));
    }
    Result<QByteArray> token = load(path);
    if (!token)
        return token;
    if (!token->isNull())
        return token;

    PrivateFile::makeFolder(folder);
    QFile file(path);
    if (auto created = PrivateFile::create(file); !created)
        return created.error();
    token = newToken();
    if (file.write(*token + '\n') < 0 || !file.flush()) {
        const Error error = refused(path, file.errorString());
        file.remove();
        return error;
    }
    return token;
}

} // namespace Procession
