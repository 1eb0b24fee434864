#include "models/purchase/purchase_report.h"
namespace trainyard {
std::string write_html_purchase(const PurchaseReport&) {
  return "";
}
}  // namespace trainyard
