#include "casebook/password.h"

#include <sodium.h>

#include "casebook/database.h"

namespace cellwise::casebook {
namespace {

// The same characters whichever keyboard composed them; wiped when done with.
class Bytes {
 public:
  explicit Bytes(const QString& password)
      : bytes_(password.normalized(QString::NormalizationForm_C).toUtf8()) {
    if (sodium_init() < 0) fail(ErrorCode::Internal, "libsodium does not start");
  }
  ~Bytes() { sodium_memzero(bytes_.data(), static_cast<std::size_t>(bytes_.size())); }
  Bytes(const Bytes&) = delete;
  Bytes& operator=(const Bytes&) = delete;

  const char* data() const { return bytes_.constData(); }
  unsigned long long size() const { return static_cast<unsigned long long>(bytes_.size()); }

 private:
  QByteArray bytes_;
};

}  // namespace

QString hashPassword(const QString& password) {
  const Bytes bytes(password);
  char hash[crypto_pwhash_STRBYTES];
  if (crypto_pwhash_str(hash, bytes.data(), bytes.size(), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                        crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0) {
    fail(ErrorCode::OutOfMemory, "not enough memory to keep a password safely");
  }
  return QString::fromLatin1(hash);
}

bool passwordFits(const QString& password, const QString& hash) {
  const Bytes bytes(password);
  return crypto_pwhash_str_verify(hash.toLatin1().constData(), bytes.data(), bytes.size()) == 0;
}

}  // namespace cellwise::casebook
