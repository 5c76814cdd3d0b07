// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "privatefile.h"

#include "bytetext.h"

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

Replacement::Replacement(const QString &path)
    : m_path(ByteText::toBytes(path))
    , m_shown(ByteText::shown(path))
{
}

Replacement::~Replacement()
{
    m_file.close();
    if (!m_temporary.isEmpty())
        ::unlink(m_temporary.constData());
}

Error Replacement::problem() const
{
    return ioError(m_shown, m_file.errorString());
}

Result<void> Replacement::open()
{
    struct stat about = {};
    const bool isThere = ::lstat(m_path.constData(), &about) == 0;
    // What a shell calls /dev/fd/63 stands for a descriptor of this program, whatever it is made to look like.
    const bool isDescriptor =
        QFileInfo(QFileInfo(QFile::decodeName(m_path)).path()).canonicalFilePath().startsWith("/proc/"_L1);
    if (isThere && S_ISLNK(about.st_mode) && !isDescriptor)
        return ioError(m_shown, u"it is a link, which isn't followed; name the file itself"_s);
    if (isThere && S_ISDIR(about.st_mode))
        return ioError(m_shown, u"it is a folder; name a file in it"_s);
    if (isThere && !S_ISREG(about.st_mode)) {
        const int descriptor =
            ::open(m_path.constData(), O_WRONLY | O_NOCTTY | O_CLOEXEC | (isDescriptor ? 0 : O_NOFOLLOW));
        if (descriptor < 0)
            return systemError(m_shown);
        struct stat opened = {};
        const bool isSame = isDescriptor || (::fstat(descriptor, &opened) == 0 && !S_ISREG(opened.st_mode));
        if (!isSame || !m_file.open(descriptor, QIODevice::WriteOnly, QFileDevice::AutoCloseHandle)) {
            ::close(descriptor);
            return ioError(m_shown, u"it was put in another's place meanwhile"_s);
        }
        return {};
    }

    const qsizetype nameAt = m_path.lastIndexOf('/') + 1;
    m_temporary = m_path.first(nameAt) + '.' + m_path.sliced(nameAt).left(100) + '.'
        + QByteArray::number(QRandomGenerator::system()->generate64(), 36);
    const int descriptor = ::open(m_temporary.constData(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (descriptor < 0) {
        m_temporary.clear();
        return systemError(m_shown);
    }
    if (!m_file.open(descriptor, QIODevice::WriteOnly, QFileDevice::AutoCloseHandle)) {
        ::close(descriptor);
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
    if (::fsync(m_file.handle()) != 0 || ::rename(m_temporary.constData(), m_path.constData()) != 0)
        return systemError(m_shown);
    m_temporary.clear();
    return {};
}

} // namespace Procession::PrivateFile
