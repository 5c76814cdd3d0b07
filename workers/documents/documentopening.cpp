// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "documentopening.h"

#include "bytetext.h"
#include "documentfailure.h"

#include <QFile>

#include <cerrno>
#include <climits>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <linux/close_range.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

QString systemError()
{
    return QString::fromLocal8Bit(std::strerror(errno));
}

} // namespace

Result<Descriptor> openDocument(const QString &path, const DocumentFolders &allowed, qint64 maxBytes)
{
    const auto refused = [](const QString &message) { return documentError(DocumentFailure::unreadable, message); };
    const QByteArray name = ByteText::toBytes(path); // it need not be UTF-8
    const QString shown = ByteText::shown(path);
    struct stat about = {};
    if (name.contains('\0'))
        return refused(u"A path has no NUL in it."_s);
    if (::stat(name.constData(), &about) != 0)
        return refused(u"Can't read %1: %2."_s.arg(shown, systemError()));
    // To open a device may do something already.
    if (!S_ISREG(about.st_mode)) {
        return refused(S_ISDIR(about.st_mode) ? u"%1 is a folder; name a file."_s.arg(shown)
                                              : u"%1 is no regular file."_s.arg(shown));
    }
    Descriptor file(::open(name.constData(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
    if (file.number() < 0)
        return refused(u"Can't read %1: %2."_s.arg(shown, systemError()));
    if (::fstat(file.number(), &about) != 0 || !S_ISREG(about.st_mode))
        return refused(u"%1 is no regular file."_s.arg(shown));
    if (!allowed.contains(QFile::symLinkTarget(u"/proc/self/fd/%1"_s.arg(file.number()))))
        return refused(u"%1 lies outside of the folders that may be read."_s.arg(shown));
    if (about.st_size > maxBytes) {
        return documentError(
            DocumentFailure::tooLarge,
            u"The file has %1 MiB; at most %2 are read."_s.arg(about.st_size >> 20).arg(maxBytes >> 20));
    }
    return file;
}

void becomeExtractor(pid_t parent, int document)
{
    ::setpgid(0, 0); // so that it is killed with all that it started
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent)
        ::_exit(128 + SIGKILL); // it was killed before the line above
    ::dup2(document, STDIN_FILENO);
    // The parent may have opened anything.
    ::close_range(STDERR_FILENO + 1, UINT_MAX, CLOSE_RANGE_CLOEXEC);
}

} // namespace Procession
