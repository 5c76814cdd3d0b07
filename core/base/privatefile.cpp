// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "privatefile.h"

#include <QDir>
#include <QFileInfo>
#include <QRandomGenerator>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace Procession::PrivateFile {

using namespace Qt::StringLiterals;

namespace {

constexpr mode_t ofOthers = S_IRWXG | S_IRWXO;

Error ioError(const QString &path, const QString &what)
{
    return {ErrorCode::Io, u"%1: %2."_s.arg(path, what), {}};
}

/// What the system says of its last call.
Error systemError(const QString &path)
{
    return ioError(path, QString::fromLocal8Bit(std::strerror(errno)));
}

} // namespace

bool makeFolder(const QString &path)
{
    const QString clean = QDir::cleanPath(path);
    if (QFileInfo(clean).isDir())
        return true;
    const QString above = QFileInfo(clean).path();
    if (above != clean && !makeFolder(above))
        return false;
    // Another program may have made it meanwhile.
    return QDir().mkdir(clean, permissions | QFileDevice::ExeOwner) || QFileInfo(clean).isDir();
}

Result<void> create(QFile &file)
{
    // O_CREAT with O_EXCL takes a link for a file that is there, wherever it leads.
    if (file.open(QIODevice::WriteOnly | QIODevice::NewOnly, permissions))
        return {};
    if (QFileInfo(file.fileName()).isSymLink())
        return ioError(file.fileName(), u"it is a link, which isn't followed; name a new file"_s);
    if (QFileInfo::exists(file.fileName()))
        return ioError(file.fileName(), u"it is there already; name a new file"_s);
    return ioError(file.fileName(), file.errorString());
}

bool tighten(const QString &path)
{
    // The file isn't really opened: to close it again would take the locks away that SQLite holds on it.
    const int descriptor = ::open(QFile::encodeName(path).constData(), O_PATH | O_NOFOLLOW | O_CLOEXEC);
    if (descriptor < 0)
        return false;
    struct stat about = {};
    const bool isOurs = ::fstat(descriptor, &about) == 0 && S_ISREG(about.st_mode) && about.st_uid == ::geteuid();
    const bool wasOpen = isOurs && (about.st_mode & ofOthers) != 0;
    const QByteArray itself = "/proc/self/fd/" + QByteArray::number(descriptor);
    const bool tightened = wasOpen && ::chmod(itself.constData(), about.st_mode & 07777 & ~ofOthers) == 0;
    ::close(descriptor);
    return tightened;
}

bool isOpenToAll(const QString &folder)
{
    struct stat about = {};
    if (::stat(QFile::encodeName(folder).constData(), &about) != 0)
        return false;
    return (about.st_mode & S_IWOTH) != 0 && (about.st_mode & S_ISVTX) == 0;
}

Replacement::Replacement(QString path)
    : m_path(std::move(path))
{
}

Replacement::~Replacement()
{
    m_file.close();
    if (!m_temporary.isEmpty())
        QFile::remove(m_temporary);
}

Error Replacement::problem() const
{
    return ioError(m_path, m_file.errorString());
}

Result<void> Replacement::open()
{
    const QByteArray name = QFile::encodeName(m_path);
    struct stat about = {};
    const bool isThere = ::lstat(name.constData(), &about) == 0;
    // What a shell calls /dev/fd/63 stands for a descriptor of this program, whatever it is made to look like.
    const bool isDescriptor = QFileInfo(QFileInfo(m_path).path()).canonicalFilePath().startsWith("/proc/"_L1);
    if (isThere && S_ISLNK(about.st_mode) && !isDescriptor)
        return ioError(m_path, u"it is a link, which isn't followed; name the file itself"_s);
    if (isThere && S_ISDIR(about.st_mode))
        return ioError(m_path, u"it is a folder; name a file in it"_s);
    if (isThere && !S_ISREG(about.st_mode)) {
        const int descriptor =
            ::open(name.constData(), O_WRONLY | O_NOCTTY | O_CLOEXEC | (isDescriptor ? 0 : O_NOFOLLOW));
        if (descriptor < 0)
            return systemError(m_path);
        struct stat opened = {};
        const bool isSame = isDescriptor || (::fstat(descriptor, &opened) == 0 && !S_ISREG(opened.st_mode));
        if (!isSame || !m_file.open(descriptor, QIODevice::WriteOnly, QFileDevice::AutoCloseHandle)) {
            ::close(descriptor);
            return ioError(m_path, u"it was put in another's place meanwhile"_s);
        }
        return {};
    }

    const QFileInfo target(m_path);
    m_temporary = u"%1/.%2.%3"_s.arg(target.path(), target.fileName().left(100))
                      .arg(QRandomGenerator::system()->generate64(), 0, 36);
    m_file.setFileName(m_temporary);
    if (!m_file.open(QIODevice::WriteOnly | QIODevice::NewOnly, permissions)) {
        m_temporary.clear();
        return problem();
    }
    return {};
}

Result<void> Replacement::commit()
{
    if (!m_file.flush() || m_file.error() != QFileDevice::NoError)
        return problem();
    if (m_temporary.isEmpty())
        return {};
    if (::fsync(m_file.handle()) != 0
        || ::rename(QFile::encodeName(m_temporary).constData(), QFile::encodeName(m_path).constData()) != 0)
        return systemError(m_path);
    m_temporary.clear();
    return {};
}

} // namespace Procession::PrivateFile
