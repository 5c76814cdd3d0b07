// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "outputfiles.h"

#include <QFile>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <memory>
#include <sys/stat.h>

namespace Procession::OutputFiles {

using namespace Qt::StringLiterals;

namespace {

constexpr int folderFlags = O_RDONLY | O_DIRECTORY | O_CLOEXEC;

Descriptor openRoot(const QByteArray &root)
{
    return Descriptor(::open(root.constData(), folderFlags));
}

Descriptor openBelow(const Descriptor &folder, const QByteArray &name)
{
    return Descriptor(::openat(folder.number(), name.constData(), folderFlags | O_NOFOLLOW));
}

/// Opens the folder, which is made where it isn't there.
Descriptor makeBelow(const Descriptor &folder, const QByteArray &name, bool syncs)
{
    if (Descriptor there = openBelow(folder, name); there.number() >= 0 || errno != ENOENT)
        return there;
    if (::mkdirat(folder.number(), name.constData(), S_IRWXU) != 0 && errno != EEXIST)
        return Descriptor();
    if (syncs && ::fsync(folder.number()) != 0)
        return Descriptor();
    return openBelow(folder, name);
}

QString reason()
{
    return QString::fromLocal8Bit(std::strerror(errno));
}

qint64 removeAttempt(const Descriptor &folder)
{
    qint64 bytes = 0;
    for (const QByteArray &name : namesIn(folder).value_or(QByteArrayList()))
        bytes += remove(folder, name);
    return bytes;
}

} // namespace

Descriptor openProcess(const QByteArray &root, const QByteArray &processFolder)
{
    const Descriptor top = openRoot(root);
    return top.number() < 0 ? Descriptor() : openBelow(top, processFolder);
}

Descriptor openAttempt(const QByteArray &root, const OutputKey &key, bool make, bool syncs)
{
    if (make && ::mkdir(root.constData(), S_IRWXU) != 0 && errno != EEXIST)
        return Descriptor();
    const Descriptor top = openRoot(root);
    if (top.number() < 0)
        return Descriptor();
    const Descriptor process = make ? makeBelow(top, key.processFolder(), syncs) : openBelow(top, key.processFolder());
    if (process.number() < 0)
        return Descriptor();
    return make ? makeBelow(process, key.attemptFolder(), syncs) : openBelow(process, key.attemptFolder());
}

Descriptor openFile(const Descriptor &folder, const QByteArray &name, int flags)
{
    return Descriptor(::openat(folder.number(), name.constData(), flags | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR));
}

std::optional<QByteArrayList> namesIn(const Descriptor &folder)
{
    // A description of its own: one that is shared has its place in the folder, too.
    int own = ::openat(folder.number(), ".", folderFlags);
    const std::unique_ptr<DIR, int (*)(DIR *)> entries(own < 0 ? nullptr : ::fdopendir(own), ::closedir);
    if (!entries) {
        closeDescriptor(own);
        return std::nullopt;
    }
    QByteArrayList names;
    errno = 0;
    while (const dirent *entry = ::readdir(entries.get())) { // NOLINT(concurrency-mt-unsafe): entries is ours alone
        if (std::strcmp(entry->d_name, ".") != 0 && std::strcmp(entry->d_name, "..") != 0)
            names.append(entry->d_name);
    }
    return errno == 0 ? std::optional(names) : std::nullopt;
}

std::optional<QByteArray> read(const Descriptor &file, qint64 from, qint64 to)
{
    QByteArray bytes(std::max<qint64>(to - from, 0), Qt::Uninitialized);
    qsizetype size = 0;
    while (size < bytes.size()) {
        const ssize_t count =
            ::pread(file.number(), bytes.data() + size, static_cast<size_t>(bytes.size() - size), from + size);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return std::nullopt;
        if (count == 0)
            break;
        size += count;
    }
    bytes.truncate(size);
    return bytes;
}

bool writeAll(const Descriptor &file, std::span<iovec> vectors, qint64 at)
{
    while (!vectors.empty()) {
        const ssize_t count =
            ::pwritev(file.number(), vectors.data(), static_cast<int>(std::min<size_t>(vectors.size(), IOV_MAX)), at);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return false;
        at += count;
        auto left = static_cast<size_t>(count);
        while (!vectors.empty() && left >= vectors.front().iov_len) {
            left -= vectors.front().iov_len;
            vectors = vectors.subspan(1);
        }
        if (left > 0) {
            vectors.front().iov_base = static_cast<char *>(vectors.front().iov_base) + left;
            vectors.front().iov_len -= left;
        }
    }
    return true;
}

bool rename(const Descriptor &folder, const QByteArray &from, const QByteArray &to)
{
    return ::renameat(folder.number(), from.constData(), folder.number(), to.constData()) == 0;
}

qint64 remove(const Descriptor &folder, const QByteArray &name)
{
    struct stat about = {};
    const bool isThere = ::fstatat(folder.number(), name.constData(), &about, AT_SYMLINK_NOFOLLOW) == 0;
    return isThere && ::unlinkat(folder.number(), name.constData(), 0) == 0 ? about.st_size : 0;
}

std::vector<OutputKey> processesIn(const QByteArray &root)
{
    std::vector<OutputKey> processes;
    const Descriptor top = openRoot(root);
    if (top.number() < 0)
        return processes;
    for (const QByteArray &name : namesIn(top).value_or(QByteArrayList())) {
        if (const std::optional<OutputKey> key = OutputKey::fromProcessFolder(name))
            processes.push_back(*key);
    }
    return processes;
}

qint64 removeProcess(const QByteArray &root, const OutputKey &key)
{
    const QByteArray processFolder = key.processFolder();
    const Descriptor top = openRoot(root);
    if (top.number() < 0)
        return 0;
    const Descriptor process = openBelow(top, processFolder);
    if (process.number() < 0)
        return 0;
    qint64 bytes = 0;
    for (const QByteArray &attempt : namesIn(process).value_or(QByteArrayList())) {
        if (const Descriptor folder = openBelow(process, attempt); folder.number() >= 0)
            bytes += removeAttempt(folder);
        ::unlinkat(process.number(), attempt.constData(), AT_REMOVEDIR);
    }
    ::unlinkat(top.number(), processFolder.constData(), AT_REMOVEDIR);
    return bytes;
}

Error writeError(const QByteArray &root)
{
    return {ErrorCode::StoreUnavailable,
            u"Output can't be stored in %1: %2. Make room there, or mend it; it goes on by itself then."_s.arg(
                QFile::decodeName(root), reason()),
            {}};
}

Error readError(const QByteArray &root)
{
    return {ErrorCode::Io, u"Output can't be read in %1: %2."_s.arg(QFile::decodeName(root), reason()), {}};
}

} // namespace Procession::OutputFiles
