"""Who gets what at the addresses of organisms, people and roles, in the form of `access`."""

ORGANISMS = """
GET  organisms:home                              in   404  404  go   404  404  200
GET  organisms:tree                              in   404  404  404  404  404  200
GET  organisms:open_portfolio                    in   404  404  404  404  404  200
POST organisms:open_portfolio                    in   404  404  404  404  404  422
GET  organisms:open_organism                     in   404  404  404  404  404  200
POST organisms:open_organism                     in   404  404  404  404  404  422
GET  organisms:portfolio own_portfolio_id        in   404  404  404  404  404  200
GET  organisms:portfolio nobody                  in   404  404  404  404  404  404
GET  organisms:change_portfolio own_portfolio_id rename in 404 404 404 404 404 200
POST organisms:change_portfolio own_portfolio_id close in 404 404 404 404 404 422
GET  organisms:change_portfolio own_portfolio_id nothing in 404 404 404 404 404 404
GET  organisms:change_organism own rename        in   404  404  404  404  404  200
GET  organisms:change_organism own merge         in   404  404  404  404  404  200
POST organisms:change_organism own close         in   404  404  404  404  404  422
GET  organisms:change_organism own nothing       in   404  404  404  404  404  404
GET  organisms:change_unit own unit merge        in   404  404  200  404  404  200
POST organisms:change_unit own unit close        in   404  404  422  404  404  422
GET  organisms:change_unit own unit nothing      in   404  404  404  404  404  404
GET  organisms:change_unit own other_unit merge  in   404  404  404  404  404  404
GET  organisms:change_unit other other_unit split in  404  404  404  404  404  200
GET  organisms:organism own                      in   404  404  200  404  404  200
GET  organisms:organism other                    in   404  404  404  404  404  200
GET  organisms:organism nobody                   in   404  404  404  404  404  404
GET  organisms:open_unit own                     in   404  404  200  404  404  200
POST organisms:open_unit own                     in   404  404  422  404  404  422
GET  organisms:open_unit other                   in   404  404  404  404  404  200
GET  organisms:unit own unit                     in   404  404  200  404  404  200
GET  organisms:unit own other_unit               in   404  404  404  404  404  404
GET  organisms:unit other other_unit             in   404  404  404  404  404  200
GET  organisms:people own                        in   404  404  200  404  404  200
GET  organisms:people other                      in   404  404  404  404  404  200
GET  organisms:people nobody                     in   404  404  404  404  404  404
GET  organisms:invite_everybody own              in   404  404  200  404  404  200
POST organisms:invite_everybody own              in   404  404  go   404  404  go
POST organisms:invite_everybody other            in   404  404  404  404  404  go
POST organisms:invite_person own newcomer        in   404  404  go   404  404  go
POST organisms:invite_person own other_newcomer  in   404  404  404  404  404  404
POST organisms:invite_person other other_newcomer in  404  404  404  404  404  go
POST organisms:invite_person own nobody          in   404  404  404  404  404  404
GET  organisms:lists own                         in   404  404  200  404  404  200
GET  organisms:lists other                       in   404  404  404  404  404  200
GET  organisms:send_people own                   in   404  404  200  404  404  200
POST organisms:send_people other                 in   404  404  404  404  404  200
GET  organisms:send_headcounts own               in   404  404  200  404  404  200
POST organisms:send_headcounts other             in   404  404  404  404  404  200
GET  organisms:list own list                     in   404  404  200  404  404  200
GET  organisms:list own other_list               in   404  404  404  404  404  404
GET  organisms:list other other_list             in   404  404  404  404  404  200
POST organisms:apply_list own list               in   404  404  422  404  404  422
POST organisms:apply_list own other_list         in   404  404  404  404  404  404
POST organisms:apply_list other other_list       in   404  404  404  404  404  422
POST organisms:drop_list own list                in   404  404  go   404  404  go
POST organisms:drop_list other other_list        in   404  404  404  404  404  go
POST organisms:resume_list own list              in   404  404  go   404  404  go
POST organisms:resume_list other other_list      in   404  404  404  404  404  go
GET  organisms:roles own                         in   404  404  200  404  404  200
POST organisms:roles own                         in   404  404  prove 404 404  prove
POST organisms:roles other                       in   404  404  404  404  404  prove
POST organisms:revoke_role own designer_grant    in   404  404  prove 404 404  prove
POST organisms:revoke_role own elsewhere_grant   in   404  404  404  404  404  404
POST organisms:revoke_role other elsewhere_grant in   404  404  404  404  404  prove
GET  organisms:wide_roles                        in   404  404  404  404  404  200
POST organisms:wide_roles                        in   404  404  404  404  404  prove
POST organisms:revoke_wide_role lead_grant       in   404  404  404  404  404  prove
POST organisms:revoke_wide_role manager_grant    in   404  404  404  404  404  404
"""
